import type { LatencyPair, PhaseRecord, RunRecord } from '../../model/run-record.js';
import { toldLatency } from '../facts/told-latency.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';

/**
 * A histogram log, version 1.3: one line for each phase, which is what a record keeps histograms of. The line of all
 * operations has no tag; those of a kind are tagged with it, and service times with `service`, in open loop. Values are
 * microseconds. Source: HdrHistogram, HistogramLogWriter.java and HistogramLogReader.java.
 */
export const hlog = {
  summary: "A histogram log of the phases, for HdrHistogram's own tools.",
  fileName: 'latency.hlog',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const startedAt = new Date(record.run.startedAt);
  const epochSeconds = (startedAt.getTime() / 1000).toFixed(3);
  return [
    `#[Run ${record.run.id} of cache-bench ${record.run.version}: values in microseconds, one line for each phase]`,
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${epochSeconds} (seconds since epoch), ${startedAt.toISOString()}]`,
    // Timestamps count from the start of the measured part; with this line, readers do not take them for moments of 1970.
    `#[BaseTime: ${epochSeconds} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...record.phases.toSorted((a, b) => a.startMs - b.startMs).flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf(phase: PhaseRecord): readonly string[] {
  const { all, ...kinds } = phase.latency;
  return [
    ...linesOfKind(phase, null, all),
    ...Object.entries(kinds).flatMap(([kind, pair]) => linesOfKind(phase, kind, pair)),
  ];
}

function linesOfKind(phase: PhaseRecord, kind: string | null, pair: LatencyPair | undefined): readonly string[] {
  const service = pair?.response ? pair.service : null;
  return [
    { tag: kind, latency: toldLatency(pair) },
    { tag: kind === null ? 'service' : `${kind}.service`, latency: service },
  ].flatMap(({ tag, latency }) =>
    latency === null
      ? []
      : [
          [
            ...(tag === null ? [] : [`Tag=${tagText(tag)}`]),
            seconds(phase.startMs),
            seconds(phase.endMs - phase.startMs),
            (latency.maxUs / 1000).toFixed(3),
            latency.histogram,
          ].join(','),
        ],
  );
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

/** A comma or a space would end the tag. */
function tagText(tag: string): string {
  return tag.replaceAll(/[\s,]+/g, '_');
}
