import type { RunRecord } from '../record/run-record.js';
import type { Milestones } from '../record/sections/faults.js';
import { durationInProse } from '../units/duration.js';
import type { Reading } from './reading.js';

/** The clients' longest outage over all faults, in milliseconds, except faults on sentinels only, which serve no clients. */
export function readUnavailability(record: RunRecord, field: 'writeMs' | 'readMs'): Reading {
  const { nodes } = record.topology;
  const sentinels = nodes.flatMap(({ id, role }) => (role === 'sentinel' ? [id] : []));
  const faults = record.faults.filter(
    ({ targets }) => targets.length === 0 || targets.some((id) => !sentinels.includes(id)),
  );
  const worst = worstOf(
    faults.map(({ unavailability }) => unavailability[field]),
    field === 'writeMs' ? 'no write was seen around a fault' : 'no read was seen around a fault',
  );
  const open = faults.find(({ unavailability }) => !unavailability.ended && unavailability[field] !== null);
  if (open === undefined || worst.value === null) return worst;
  return { ...worst, incomplete: notOver(`the outage caused by ${open.name}`, open.unavailability[field] ?? 0) };
}

/** Why a figure that was still growing may be greater. */
export function notOver(what: string, lastedMs: number): string {
  return `${what} was not over when the run ended, after ${durationInProse(Math.round(lastedMs))}`;
}

/** The latest time a milestone was reached, over all faults and the shards they hit, in milliseconds. */
export function readMilestone(record: RunRecord, field: Exclude<keyof Milestones, 'shard'>, event: string): Reading {
  const moments = record.faults.flatMap((fault): (number | null)[] =>
    fault.milestones.length === 0 ? [null] : fault.milestones.map((milestones) => milestones[field]),
  );
  return worstOf(moments, `${event} was never seen`);
}

/** The greatest figure of all faults; incomplete for `reason` if some are missing. */
export function worstOf(figures: readonly (number | null)[], reason: string): Reading {
  if (figures.length === 0) return { value: null, reason: 'no fault was injected' };
  const known = figures.filter((figure): figure is number => figure !== null && Number.isFinite(figure));
  if (known.length === 0) return { value: null, reason };
  const value = Math.max(...known);
  return known.length === figures.length ? { value } : { value, incomplete: `${reason} after one of the faults` };
}
