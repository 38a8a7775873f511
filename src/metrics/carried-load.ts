import type { OperationCounts } from '../model/run-record.js';

/** The share of the planned operations that must end well before anything is broken, for a run to say anything of what comes after. */
const leastShare = 0.9;

export interface SteadyLoad {
  /** Of the time before the first fault: operations by how they ended in it. */
  readonly ended: OperationCounts;
  /** Operations that came due in that time, on average; null in closed loop, where nothing is planned. */
  readonly due: number | null;
  /** As many can be in flight at the end of that time, without any fault of theirs. */
  readonly slots: number;
}

/**
 * How much of the load was carried before anything was broken, where that was too little; null where it was enough. Operations are
 * counted where they end, so those that wait out a short steady phase appear in none of its counts: they are missing from what was due.
 */
export function loadShortfall({
  ended,
  due,
  slots,
}: SteadyLoad): { readonly ok: number; readonly planned: number } | null {
  const { ok, planned } = ended;
  if (planned > 0 && ok < leastShare * planned) return { ok, planned: Math.max(planned, Math.round(due ?? 0)) };
  if (due === null) return null;
  // Three standard deviations of a Poisson process.
  const chance = 3 * Math.sqrt(due);
  return ok < leastShare * due - slots - chance ? { ok, planned: Math.round(due) } : null;
}
