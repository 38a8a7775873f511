import type { RunRecord } from '../record/run-record.js';
import type { Stats } from '../record/sections/stats.js';
import type { WriteSafetyRecord } from '../record/sections/write-safety.js';
import type { Window } from './selection.js';

/**
 * A figure from a record. A missing figure has a reason, which `detail` explains further. `incomplete`: something was not seen to its end or not at all (with
 * the reason), so that the true figure may be greater.
 */
export type Reading =
  | { readonly value: number; readonly incomplete?: string }
  | { readonly value: null; readonly reason: string; readonly detail?: string };

/** The parts of a record derived from counts alone, which are known during the run. */
export interface MeasuredRecord extends Pick<RunRecord, 'phases' | 'totals'> {
  readonly availability: Pick<RunRecord['availability'], 'ratio'>;
  readonly writeSafety: { readonly writes: Pick<WriteSafetyRecord['writes'], 'issued' | 'acknowledged'> };
}

/** Why a figure is missing, in full. */
export function whyMissing({ reason, detail }: { readonly reason: string; readonly detail?: string }): string {
  return detail === undefined ? reason : `${reason} (${detail})`;
}

/** The figure; if null or not a number, it is missing for `reason`. */
export function reading(value: number | null | undefined, reason: string, detail?: string): Reading {
  if (typeof value === 'number' && Number.isFinite(value)) return { value };
  return { value: null, reason, ...(detail !== undefined && { detail }) };
}

/** `part` divided by `whole`; missing for `reason` if the whole is zero. */
export function share(part: number, whole: number, reason: string): Reading {
  return reading(whole > 0 ? part / whole : null, reason);
}

/** The statistics of a window; a text explains why there are none. */
export function statsOf(record: MeasuredRecord, window: Window): Stats | string {
  if (window === 'all') return record.totals;
  return record.phases.find((phase) => phase.name === window) ?? `the run had no phase ${window}`;
}
