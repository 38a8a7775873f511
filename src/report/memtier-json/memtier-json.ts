import type { RunRecord } from '../../record/run-record.js';
import { parseRate } from '../../units/rate.js';
import { clockZero, plannedMs } from '../facts/clock-zero.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter } from '../reporter.js';
import { memtierStats } from './memtier-stats.js';

/**
 * The format of memtier_benchmark's `--json-out-file`, so that its importers can read a run. Values that a record lacks
 * (bytes on the wire, percentiles of single seconds) are omitted, never 0. Source: memtier_benchmark 2.2, format version 2.
 */
export const memtierJson = {
  summary: 'The format of memtier_benchmark --json-out-file, for tools that import it.',
  fileName: 'memtier.json',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  const shape = {
    configuration: configuration(record),
    'run information': runInformation(record),
    'ALL STATS': memtierStats(record),
  };
  return `${JSON.stringify(shape, null, 2)}\n`;
}

/** Scenario settings in memtier's terms, together with the identity of the run. */
function configuration(record: RunRecord): Readonly<Record<string, unknown>> {
  const workload = workloadOf(record);
  const [first] = record.topology.nodes.filter(({ role }) => role === 'primary');
  const clients = connectionsPerThread(record);
  return {
    ...(first === undefined ? {} : { server: first.host, port: first.port }),
    run_count: 1,
    rate_limit: parseRate(String(workload.rate)).value ?? 0,
    ...(clients === null ? {} : { clients }),
    threads: record.saturation.generator.threads.length,
    pipeline: workload.pipeline,
    data_size: workload.valueSize,
    key_maximum: workload.keys,
    'cache-bench run': record.run.id,
    'cache-bench version': record.run.version,
    ...(clockZero(record).recorded ? {} : { 'cache-bench clock': 'run.startedAt: this record has no run.measuredAt' }),
  };
}

function runInformation(record: RunRecord): Readonly<Record<string, unknown>> {
  const clients = connectionsPerThread(record);
  return {
    Threads: record.saturation.generator.threads.length,
    ...(clients === null ? {} : { 'Connections per thread': clients }),
    Seconds: Math.round(plannedMs(record) / 1000),
    'Format version': 2,
  };
}

/** Rounded up if not evenly divisible; null if the record does not show it. */
function connectionsPerThread(record: RunRecord): number | null {
  const { connections } = workloadOf(record);
  const threads = record.saturation.generator.threads.length;
  return typeof connections === 'number' && threads > 0 ? Math.ceil(connections / threads) : null;
}

function workloadOf({ scenario }: RunRecord): Readonly<Record<string, unknown>> {
  return typeof scenario.workload === 'object' && scenario.workload !== null ? { ...scenario.workload } : {};
}
