import type { Stall } from '../model/stall.js';
import { lengthMs, type Outage } from './outages.js';
import { endOf } from './stall-spans.js';

/** A stall is noticed from the time a turn was due, up to one pause between two turns after it began. */
const longestPauseMs = 5;
/** After a stall, the first replies take a moment; the backlog delays them by a fraction of the stall. */
const leastBacklogMs = 20;
const backlogShare = 0.1;
/** Between two stalls this close, an observer can't settle its backlog. */
const longestBreakMs = 10;

export interface StallLimits {
  /** End of outages that never ended. */
  readonly endMs: number;
  /** Usual response time: an operation sent this long before a stall is answered during it, and noticed afterwards. */
  readonly usualResponseMs: number;
}

/**
 * The servers' outages, without those that consist of an observer's stall and the processing of its backlog. Stalls in close
 * succession are one. An outage that began with a stall, and mostly consists of it, starts when the stall ended. Any other stays whole: its length is an upper
 * bound, which never makes the servers look better than they were.
 */
export function withoutStalls<Any extends Outage>(
  outages: readonly Any[],
  stalls: readonly Stall[],
  limits: StallLimits,
): readonly Any[] {
  const united = inCloseSuccession(stalls);
  return outages.flatMap((outage) => {
    const stall = united.find((one) => begins(one, outage, limits));
    if (stall === undefined) return [outage];
    const stallEndMs = endOf(stall);
    const remainderMs = (outage.toMs ?? limits.endMs) - stallEndMs;
    if (remainderMs <= Math.max(leastBacklogMs, backlogShare * stall.durationMs)) return [];
    if (stall.durationMs < remainderMs) return [outage];
    return [{ ...outage, fromMs: stallEndMs }];
  });
}

function inCloseSuccession(stalls: readonly Stall[]): readonly Stall[] {
  const united: Stall[] = [];
  for (const stall of stalls) {
    const last = united.at(-1);
    if (last === undefined || stall.startMs > endOf(last) + longestBreakMs) united.push(stall);
    else united[united.length - 1] = { ...last, durationMs: Math.max(endOf(last), endOf(stall)) - last.startMs };
  }
  return united;
}

/** Whether the stall caused the start of the outage: it begins during the stall, or with the last operations before it. */
function begins(stall: Stall, outage: Outage, { endMs, usualResponseMs }: StallLimits): boolean {
  const earliestMs = stall.startMs - longestPauseMs - usualResponseMs;
  return outage.fromMs >= earliestMs && outage.fromMs < endOf(stall) && lengthMs(outage, endMs) > 0;
}
