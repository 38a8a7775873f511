import type { RunRecord, Stats, WriteSafetyRecord } from '../model/run-record.js';
import type { Window } from './selection.js';

/**
 * What a record says of a figure. A figure that is missing says why. `atLeast`: what it measures had not ended when the
 * run did. `incomplete`: part of the data is missing (and why), so that the true figure may be worse.
 */
export type Reading =
  | { readonly value: number; readonly atLeast?: boolean; readonly incomplete?: string }
  | { readonly value: null; readonly reason: string };

/** What of a record follows from the counts alone, and is known while a run goes on. */
export interface MeasuredRecord extends Pick<RunRecord, 'phases' | 'totals'> {
  readonly availability: Pick<RunRecord['availability'], 'ratio'>;
  readonly writeSafety: { readonly writes: Pick<WriteSafetyRecord['writes'], 'issued' | 'acknowledged'> };
}

/** The figure, unless it is null or no number: then it is missing for `reason`. */
export function reading(value: number | null | undefined, reason: string): Reading {
  return typeof value === 'number' && Number.isFinite(value) ? { value } : { value: null, reason };
}

/** `part` of `whole`; missing for `reason` when the whole is nothing. */
export function share(part: number, whole: number, reason: string): Reading {
  return reading(whole > 0 ? part / whole : null, reason);
}

/** The statistics of a window; a text says why there are none. */
export function statsOf(record: MeasuredRecord, window: Window): Stats | string {
  if (window === 'all') return record.totals;
  return record.phases.find((phase) => phase.name === window) ?? `the run had no phase ${window}`;
}
