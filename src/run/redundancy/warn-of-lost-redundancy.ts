import type { RunLog } from '../../progress/run-log.js';
import type { RedundancyRecord } from '../../record/sections/redundancy.js';
import type { FaultOutcome } from '../../strike/fault-outcome.js';
import type { RedundancyLoss } from './redundancy-watch.js';

/** Counts are sampled, so a resync is recorded slightly late, and roles settle slightly after redundancy is back. */
const slackMs = 2_000;
/** A late acknowledgement on a busy machine interrupts redundancy for a moment. */
const shortestWorthAWarningMs = 1_000;

type Span = Pick<FaultOutcome, 'injectedAtMs' | 'healedAtMs' | 'joinedAtMs' | 'redundantAtMs' | 'shards'>;

/** Warns about resyncs, lost links and missing redundancy that no planned fault explains. */
export function warnOfLostRedundancy(
  log: Pick<RunLog, 'warn'>,
  record: RedundancyRecord,
  losses: readonly RedundancyLoss[],
  faults: readonly Span[],
): void {
  const unplanned = losses.filter((loss) => !faults.some((fault) => explains(fault, loss)));
  const isWorthAWarning = unplanned.some(
    ({ kind, fromMs, untilMs }) => kind === 'resync' || untilMs - fromMs >= shortestWorthAWarningMs,
  );
  if (isWorthAWarning) log.warn('redundancy-lost', warning(record));
}

function explains(fault: Span, { shard, fromMs }: RedundancyLoss): boolean {
  if (fromMs < fault.injectedAtMs) return false;
  // A fault without its own target, such as a user's command, may have hit anything.
  if (fault.shards.length === 0) return true;
  if (!fault.shards.includes(shard)) return false;
  const endMs = Math.max(
    fault.redundantAtMs.get(shard) ?? Number.POSITIVE_INFINITY,
    fault.healedAtMs ?? 0,
    fault.joinedAtMs ?? 0,
  );
  return fromMs <= endMs + slackMs;
}

function warning({ fullResyncs, partialResyncs, withoutRedundancyMs, links }: RedundancyRecord): string {
  const lost = links.map(
    ({ node, times, downMs }) => `${node} ${times === 1 ? 'once' : `${times} times`} (${seconds(downMs)})`,
  );
  return (
    'Replicas lost contact with their primary without a planned fault. In the whole run: ' +
    `${count(fullResyncs, 'full resync')}, ${count(partialResyncs, 'partial resync')}, ` +
    `${seconds(withoutRedundancyMs)} without full redundancy` +
    `${lost.length === 0 ? '' : `; link to the primary lost by ${lost.join(', ')}`}. ` +
    "A failover during that time can lose more writes. Try: a larger repl-backlog-size and client-output-buffer-limit (replica), or fewer bytes written per second; the primary's log has the cause."
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
