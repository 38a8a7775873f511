import { leastCarriedShare } from '../model/carried-share.js';
import type { OperationCounts } from '../record/sections/stats.js';

export interface SteadyLoad {
  /** Before the first fault: operations by outcome. */
  readonly ended: Pick<OperationCounts, 'planned' | 'ok'>;
  /** Operations due in that time, on average; null in closed loop, where nothing is planned. */
  readonly due: number | null;
  /** This many can legitimately be in flight at the end of that time. */
  readonly slots: number;
}

/**
 * How much of the load was carried before the first fault, if too little; null if enough. Operations are counted when they
 * end, so those that outlast a short steady phase appear in none of its counts: they are missing from what was due.
 */
export function loadShortfall({
  ended,
  due,
  slots,
}: SteadyLoad): { readonly ok: number; readonly planned: number } | null {
  const { ok, planned } = ended;
  if (planned > 0 && ok < leastCarriedShare * planned) return { ok, planned: Math.max(planned, Math.round(due ?? 0)) };
  if (due === null) return null;
  // Three standard deviations of a Poisson process.
  const chance = 3 * Math.sqrt(due);
  return ok < leastCarriedShare * due - slots - chance ? { ok, planned: Math.round(due) } : null;
}
