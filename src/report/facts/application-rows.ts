import type { ApplicationRecord } from '../../record/sections/application.js';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLatency,
  formatMoment,
  formatPercent,
  noFigure,
} from '../format-figures.js';

/** The program in front of the cache; label and text. */
export function applicationRows(application: ApplicationRecord): readonly (readonly [label: string, text: string])[] {
  const { command, url, readyMs, exits, restarts, cpuPercent, memoryBytes, eventLoopDelayP99Us } = application;
  const { writeMs, readMs, ownShareMs } = application.unavailability;
  return [
    [command === null ? 'at' : 'started with', command === null ? url : command.join(' ')],
    ['ready after', formatDuration(readyMs)],
    ['exits', exits.length === 0 ? 'none' : `${exits.map(exitText).join('; ')} (restarted: ${formatCount(restarts)})`],
    ['CPU', `${formatPercent(cpuPercent)} of one core`],
    ['memory', `at most ${formatBytes(memoryBytes)}`],
    [
      'event loop',
      eventLoopDelayP99Us === null ? noFigure : `p99 delay of the worst second: ${formatLatency(eventLoopDelayP99Us)}`,
    ],
    ['longest outage', `writes ${formatDuration(writeMs)}, reads ${formatDuration(readMs)}`],
    ['own share', `${formatDuration(ownShareMs)} while the cluster served`],
  ];
}

function exitText({ atMs, code, signal }: ApplicationRecord['exits'][number]): string {
  return `${signal ?? `code ${code}`} at ${formatMoment(atMs)}`;
}

/** The layers of each outage on the run's clock, as a table. */
export const layerHead = ['fault', '', 'users without service', 'cluster without service', "application's own share"];

export function layerRows({ layers }: ApplicationRecord): readonly (readonly string[])[] {
  return layers.map(({ fault, sort, users, cluster, ownShareMs }) => [
    fault,
    `${sort}s`,
    spanText(users),
    spanText(cluster),
    formatDuration(ownShareMs),
  ]);
}

function spanText(span: ApplicationRecord['layers'][number]['users']): string {
  if (span === null) return 'none';
  return `${formatDuration(span.durationMs)} from ${formatMoment(span.startMs)}`;
}

/** What the program printed around faults and exits. */
export function outputRows({ output }: ApplicationRecord): readonly (readonly [at: string, text: string])[] {
  return output.map(({ atMs, text }) => [formatMoment(atMs), text]);
}
