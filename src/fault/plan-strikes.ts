import type { Trigger } from '../model/scenario.js';
import { forkRandom } from '../random/random.js';
import type { FaultPlan } from './fault-plan.js';

/** Maximum strikes in one run, over all its faults: more would be a different kind of load, and an unreadable report. */
export const mostStrikes = 100;

/** One planned strike of a fault. */
export interface PlannedStrike {
  readonly plan: FaultPlan;
  /** The fault's position in the scenario. */
  readonly entry: number;
  /** Among the strikes of the same entry, from 0. */
  readonly round: number;
  readonly start:
    | { readonly kind: 'at'; readonly atMs: number }
    /** `strike`: the position of the awaited strike among all strikes. */
    | { readonly kind: 'when'; readonly trigger: Trigger; readonly strike: number; readonly delayMs: number };
}

/** How often each entry strikes. An entry waiting for one that does not precede it never strikes. */
export function strikeCounts(plans: readonly FaultPlan[]): readonly number[] {
  const counts: number[] = [];
  for (const { timing } of plans) {
    switch (timing.kind) {
      case 'at':
        counts.push(1);
        break;
      case 'every':
        counts.push(Math.max(0, Math.floor((timing.untilMs - timing.firstMs) / timing.everyMs) + 1));
        break;
      case 'random':
        counts.push(timing.count);
        break;
      case 'when':
        counts.push(counts[timing.of] ?? 0);
        break;
      default:
        timing satisfies never;
    }
  }
  return counts;
}

/** Every strike of a run, in the order of entries and their rounds. The same seed gives the same times. */
export function planStrikes(plans: readonly FaultPlan[], seed: number): readonly PlannedStrike[] {
  const counts = strikeCounts(plans);
  const firstOf = counts.map((_, entry) => counts.slice(0, entry).reduce((sum, count) => sum + count, 0));
  return plans.flatMap((plan, entry) => {
    const { timing } = plan;
    const rounds = Array.from({ length: counts[entry] ?? 0 }, (_, round) => round);
    const strike = (round: number, start: PlannedStrike['start']): PlannedStrike => ({ plan, entry, round, start });
    switch (timing.kind) {
      case 'at':
        return [strike(0, { kind: 'at', atMs: timing.atMs })];
      case 'every':
        return rounds.map((round) => strike(round, { kind: 'at', atMs: timing.firstMs + round * timing.everyMs }));
      case 'random': {
        const random = forkRandom(seed, `fault/${entry}/moments`);
        const moments = rounds.map(() => Math.round(timing.fromMs + random.next() * (timing.toMs - timing.fromMs)));
        return moments.sort((left, right) => left - right).map((atMs, round) => strike(round, { kind: 'at', atMs }));
      }
      case 'when': {
        const { trigger, delayMs, of } = timing;
        return rounds.map((round) =>
          strike(round, { kind: 'when', trigger, strike: (firstOf[of] ?? 0) + round, delayMs }),
        );
      }
      default:
        return timing satisfies never;
    }
  });
}
