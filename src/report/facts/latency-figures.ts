import type { RunRecord } from '../../record/run-record.js';
import type { Percentiles } from '../../record/sections/stats.js';
import { formatCount, formatLatency } from '../format-figures.js';
import type { ExplainedTable } from './figure-table.js';
import { isOpenLoop } from './loop.js';

/** Response and service time of every kind of operation; closed loop has only the service time. */
export function latencyFigures(record: RunRecord): ExplainedTable {
  const pairs = Object.entries(record.totals.latency).toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const openLoop = isOpenLoop(record);
  return {
    head: ['', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    rows: pairs.flatMap(([kind, { response, service }]) => [
      ...(openLoop ? [row(`${kind} response`, response)] : []),
      row(`${kind} service`, service),
    ]),
    meaning: openLoop
      ? 'Response: from the planned start, the time a user waits. Service: from the send. Includes failed operations, until their end.'
      : 'Closed loop: operations have no planned start, so only service time exists, without waiting.',
  };
}

function rank(kind: string): number {
  return kind === 'all' ? 0 : 1;
}

function row(label: string, figures: Percentiles | null): readonly string[] {
  const { count = null, p50Us = null, p90Us = null, p99Us = null, p99_9Us = null, maxUs = null } = figures ?? {};
  return [label, formatCount(count), ...[p50Us, p90Us, p99Us, p99_9Us, maxUs].map(formatLatency)];
}
