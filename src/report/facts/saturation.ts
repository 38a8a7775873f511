import type { RunRecord } from '../../record/run-record.js';
import { formatCount, formatDuration, formatLatency, formatPercent } from '../format-figures.js';

/** How busy the generator and the servers were, in one line. */
export function saturationLine(record: RunRecord): string {
  const { generator, servers, saturated } = record.saturation;
  const { threads } = generator;
  const lag = (name: 'eventLoopDelayP99Us' | 'schedulingLagP99Us') => greatest(threads.map((thread) => thread[name]));
  const waited = greatest(threads.map(({ waitedForCpuPercent }) => waitedForCpuPercent ?? null));
  const evicted = servers.reduce((sum, { evictedKeys }) => sum + (evictedKeys ?? 0), 0);
  const load = servers.map(({ node, cpuPercent }) => `${node} ${formatPercent(cpuPercent)}`);
  return [
    `${saturated ? 'SATURATED' : 'not saturated'}: generator CPU ${formatPercent(generator.cpuPercent)}`,
    `busiest thread ${formatPercent(greatest(threads.map(({ cpuPercent }) => cpuPercent)))}`,
    ...(waited === null ? [] : [`waited for a core ${formatPercent(waited)} of the time`]),
    `event-loop delay p99 ${formatLatency(lag('eventLoopDelayP99Us'))}`,
    `scheduling lag p99 ${formatLatency(lag('schedulingLagP99Us'))}`,
    `GC ${formatDuration(greatest(threads.map(({ gcMs }) => gcMs)))}`,
    ...(load.length > 0 ? [`servers' CPU ${load.join(' ')}`] : []),
    ...(evicted > 0 ? [`${formatCount(evicted)} keys evicted`] : []),
  ].join(', ');
}

function greatest(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : Math.max(...known);
}
