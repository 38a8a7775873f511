import type { NodeRole } from '../model/node.js';
import { errorsLine } from '../report/facts/error-texts.js';
import { formatDuration, formatLatency, formatRate } from '../report/format-figures.js';
import { awaitedStep } from './awaited-step.js';
import type { LiveState } from './live-state.js';
import { failuresText, outageTexts } from './outage-texts.js';
import type { ProgressTick } from './progress-tick.js';

/** A one-line status, most important first; a fault's effect on clients only while it lasts. */
export function statusLine(
  tick: ProgressTick,
  phase: string,
  { strike, outages }: Pick<LiveState, 'strike' | 'outages'>,
): string {
  const failures = failuresText(tick.operations);
  const awaited = strike === undefined ? undefined : awaitedStep(strike, outages);
  const seconds = `${(tick.atMs / 1000).toFixed(0)} s`;
  const of = tick.durationMs === null ? '' : ` of ${formatDuration(tick.durationMs)}`;
  return [
    `${seconds.padStart(5)}${of}`,
    phase.padEnd(8),
    formatRate(Math.round(tick.ratePerSecond)).padStart(9),
    `p50 ${formatLatency(tick.p50Us)}`.padEnd(11),
    `p99 ${formatLatency(tick.p99Us)}`.padEnd(11),
    ...outageTexts(outages),
    ...(awaited === undefined ? [] : [awaited]),
    ...(failures === undefined ? [] : [failures]),
    `errors ${errorsLine(tick.errorsByClass)}`,
    nodeStates(tick.nodes),
  ]
    .join('  ')
    .trimEnd();
}

/** Roles at a glance: the primary, the number of live replicas and sentinels, and which nodes are down. */
function nodeStates(nodes: ProgressTick['nodes']): string {
  const up = nodes.filter(({ state }) => state === 'up');
  const primaries = up.filter(({ role }) => role === 'primary').map(({ id, zone }) => `${id} (${zone})`);
  const count = (role: NodeRole) => up.filter((node) => node.role === role).length;
  const down = nodes.filter(({ state }) => state === 'down').map(({ id }) => id);
  const replicated = nodes.some(({ role }) => role === 'primary' || role === 'replica');
  return [
    ...(replicated ? [`primary ${primaries.join(' ') || 'NONE'}`, `replicas ${count('replica')}`] : []),
    ...(nodes.some(({ role }) => role === 'sentinel') ? [`sentinels ${count('sentinel')}`] : []),
    ...(nodes.some(({ role }) => role === 'server') ? [`servers ${count('server')}`] : []),
    ...(down.length > 0 ? [`DOWN ${down.join(' ')}`] : []),
  ].join(', ');
}
