import type { NodeRole } from '../../model/node.js';
import type { Stats } from '../../model/run-record.js';
import { errorsLine } from '../facts/errors-line.js';
import { formatDuration, formatLatency, formatRate } from '../format-figures.js';

/** How a run goes at one moment. */
export interface ProgressTick {
  /** On the run's clock. */
  readonly atMs: number;
  /** Of the measured part; null when only the number of requests ends it. */
  readonly durationMs: number | null;
  /** Operations that ended `ok`, in the last second. */
  readonly ratePerSecond: number;
  /** In the last second; null when nothing ended. */
  readonly p50Us: number | null;
  /** The same. */
  readonly p99Us: number | null;
  /** What the percentiles are of: in closed loop there is no response time. */
  readonly latencySort: 'response' | 'service';
  /** All that are known of the last second, by share from 0 to 1; empty when nothing ended. */
  readonly quantilesUs: readonly (readonly [share: number, us: number])[];
  /** Since the measured part began. */
  readonly total: Pick<Stats, 'operations' | 'errors'>;
  /** In the last second. */
  readonly errorsByClass: Readonly<Record<string, number>>;
  readonly nodes: readonly {
    readonly id: string;
    readonly role: NodeRole;
    readonly zone: string;
    readonly state: 'up' | 'down';
  }[];
}

/** One line on how it goes, the most telling first. */
export function statusLine(tick: ProgressTick, phase: string): string {
  const seconds = `${(tick.atMs / 1000).toFixed(0)} s`;
  const of = tick.durationMs === null ? '' : ` of ${formatDuration(tick.durationMs)}`;
  return [
    `${seconds.padStart(5)}${of}`,
    phase.padEnd(8),
    formatRate(Math.round(tick.ratePerSecond)).padStart(9),
    `p50 ${formatLatency(tick.p50Us)}`.padEnd(11),
    `p99 ${formatLatency(tick.p99Us)}`.padEnd(11),
    `errors ${errorsLine(tick.errorsByClass)}`,
    nodeStates(tick.nodes),
  ]
    .join('  ')
    .trimEnd();
}

/** The roles that matter at a glance: who is primary, how many replicas and sentinels are up, and who is down. */
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
