import { UsageError } from '../../errors/errors.js';
import type { RunRecord } from '../../record/run-record.js';
import type { PhaseRecord } from '../../record/sections/phases.js';
import type { LatencyPair } from '../../record/sections/stats.js';
import type { TimelineHistogram } from '../../record/sections/timeline.js';
import { clockZero } from '../facts/clock-zero.js';
import { primaryLatency } from '../facts/primary-latency.js';
import { damagedHistogram, readHistogram } from '../facts/read-histogram.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';

/**
 * A histogram log, version 1.3, in microseconds. Lines without a tag cover all operations, per second (or several seconds,
 * in a long run); if the record has no histograms per second, per phase. Lines with a tag are the phases: a kind of
 * operation under its name, and service times in open loop under `service`. Source: HdrHistogram, HistogramLogWriter.java
 * and HistogramLogReader.java.
 */
export const hlog = {
  summary: "A histogram log, second by second, for HdrHistogram's own tools.",
  fileName: 'latency.hlog',
  render,
} as const satisfies Reporter;

/** One line; sorted by start, as readers expect. */
interface LogLine extends TimelineHistogram {
  readonly tag: string | null;
}

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const { atMs, recorded } = clockZero(record);
  const epochSeconds = (atMs / 1000).toFixed(3);
  const lines = [...wholeLines(record), ...record.phases.flatMap(taggedLines)];
  return [
    `#[Run ${record.run.id} of cache-bench ${record.run.version}, values in microseconds]`,
    '#[Histogram log format version 1.3]',
    ...(recorded
      ? []
      : ['#[This record has no run.measuredAt: times count from run.startedAt, seconds before the load.]']),
    `#[StartTime: ${epochSeconds} (seconds since epoch), ${new Date(atMs).toISOString()}]`,
    // Timestamps count from the start of the measured part; with this line, readers don't interpret them as times in 1970.
    `#[BaseTime: ${epochSeconds} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...lines.toSorted((a, b) => a.startMs - b.startMs).map(lineText),
    '',
  ].join('\n');
}

function wholeLines({ timeline, phases }: RunRecord): readonly LogLine[] {
  if (timeline.histograms !== undefined) return timeline.histograms.map((second) => ({ ...second, tag: null }));
  return phases.flatMap((phase) => lineOf(phase, null, primaryLatency(phase.latency.all)));
}

function taggedLines(phase: PhaseRecord): readonly LogLine[] {
  const { all, ...kinds } = phase.latency;
  return [
    ...lineOf(phase, 'service', serviceBeside(all)),
    ...Object.entries(kinds).flatMap(([kind, pair]) => [
      ...lineOf(phase, kind, primaryLatency(pair)),
      ...lineOf(phase, `${kind}.service`, serviceBeside(pair)),
    ]),
  ];
}

/** The service time, where the response time comes first. */
function serviceBeside(pair: LatencyPair | undefined): LatencyPair['service'] {
  return pair?.response ? pair.service : null;
}

function lineOf(
  { startMs, endMs }: PhaseRecord,
  tag: string | null,
  latency: LatencyPair['service'],
): readonly LogLine[] {
  return latency === null ? [] : [{ tag, startMs, endMs, maxUs: latency.maxUs, histogram: latency.histogram }];
}

function lineText({ tag, startMs, endMs, maxUs, histogram }: LogLine): string {
  if (readHistogram(histogram) === null)
    throw new UsageError(damagedHistogram(`${tag ?? 'all operations'} from ${startMs} ms`));
  const seconds = [startMs, endMs - startMs].map((durationMs) => (durationMs / 1000).toFixed(3));
  return [...(tag === null ? [] : [`Tag=${tagText(tag)}`]), ...seconds, (maxUs / 1000).toFixed(3), histogram].join(',');
}

/** A comma or a space would end the tag. */
function tagText(tag: string): string {
  return tag.replaceAll(/[\s,]+/g, '_');
}
