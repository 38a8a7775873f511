import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { counted } from '../../units/counted.js';
import { formatDuration } from '../format-figures.js';

/**
 * Why no acknowledged write was lost although a primary died and a replica took its place, as the end of a sentence that
 * states this; empty if that did not happen.
 */
export function whyNoneLost(record: RunRecord): string {
  const failovers = record.faults.filter(isFailover);
  // What an application does with its writes is its own business.
  if (record.application || failovers.length === 0) return '';
  const durable = durableCopies(record);
  if (durable !== undefined) return `: each ${durable} before it was acknowledged`;
  const [reason, ...others] = new Set(failovers.map((fault) => reasonFor(fault, record)));
  return reason === undefined || others.length > 0 ? '; the record does not show why' : `: ${reason}`;
}

/** Older records don't have `primaryDied`; only the loss of a primary's host discards writes. */
function isFailover({ primaryDied, inFlight, milestones }: FaultRecord): boolean {
  const died = primaryDied === true || inFlight.discardedWrites !== null;
  return died && milestones.some(({ promotedMs }) => promotedMs !== null);
}

/** Source: WAIT and WAITAOF, as the scenario spells them. */
function durableCopies({ writeSafety: { durability } }: RunRecord): string | undefined {
  const [, inMemory, onDisk] = /^(?:wait:(\d+)|waitaof:[01],(\d+))$/.exec(durability)?.map(Number) ?? [];
  if (inMemory) return `had reached ${counted(inMemory, 'replica', 'replicas')}`;
  return onDisk ? `was on the disk of ${counted(onDisk, 'replica', 'replicas')}` : undefined;
}

function reasonFor({ inFlight, injectedAtMs }: FaultRecord, record: RunRecord): string | undefined {
  const idleMs = idleBefore(injectedAtMs, record);
  if (idleMs > 0) return `no operation had succeeded in the ${formatDuration(idleMs)} before the fault`;
  if (inFlight.discardedWrites?.acknowledged === 0)
    return 'no acknowledged write was in flight to the elected replica when the fault struck';
  // Source: kill-process. Without relays that discard data, the kernel delivers what the dead process had sent.
  if (inFlight.discardedLinkBytes === null)
    return 'only the process died, and what it had sent still reached the replicas';
  return undefined;
}

/** The whole intervals before a time in which no operation succeeded, in ms; 0 if the last one had a success. */
function idleBefore(atMs: number, { timeline: { intervalMs, intervals } }: RunRecord): number {
  const before = intervals.filter(({ startMs }) => startMs + intervalMs <= atMs);
  return (before.length - 1 - before.findLastIndex(({ ok }) => ok > 0)) * intervalMs;
}
