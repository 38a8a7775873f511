import type { SuccessGap } from './interval-counts.js';

/** A time without any success, on the run's clock; `toMs` null: it never ended. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** What the gaps of all workers have in common, for one shard and sort: no client had a success in it. */
export function commonOutages(
  byWorker: readonly (readonly SuccessGap[])[],
  shard: number,
  sort: SuccessGap['sort'],
): readonly Outage[] {
  const lists = byWorker.map((gaps) => gaps.filter((gap) => gap.shard === shard && gap.sort === sort));
  const [first = [], ...others] = lists;
  return others.reduce<readonly Outage[]>(intersect, first);
}

/** The outages between moments of success, in order: every pause of at least `shortestMs`, up to `endMs`. */
export function outagesBetween(
  successMs: readonly number[],
  startMs: number,
  endMs: number,
  shortestMs: number,
): readonly Outage[] {
  const moments = [startMs, ...successMs];
  return moments
    .map((fromMs, index): Outage => ({ fromMs, toMs: moments[index + 1] ?? null }))
    .filter((outage) => lengthMs(outage, endMs) >= shortestMs);
}

/** The longest outage that a fault made: it overlaps the time from the injection to `untilMs`. */
export function outageAfter(outages: readonly Outage[], injectedAtMs: number, untilMs: number): Outage | undefined {
  const touching = outages.filter(
    ({ fromMs, toMs }) => fromMs < untilMs && (toMs ?? Number.POSITIVE_INFINITY) > injectedAtMs,
  );
  return touching.reduce<Outage | undefined>(
    (longest, one) => (longest === undefined || lengthMs(one, untilMs) > lengthMs(longest, untilMs) ? one : longest),
    undefined,
  );
}

export function lengthMs({ fromMs, toMs }: Outage, endMs: number): number {
  return Math.max(0, (toMs ?? endMs) - fromMs);
}

/** Both lists are in order and without overlap, as one worker's gaps are; so is what they have in common. */
function intersect(left: readonly Outage[], right: readonly Outage[]): readonly Outage[] {
  const both: Outage[] = [];
  let [atLeft, atRight] = [0, 0];
  for (;;) {
    const [one, other] = [left[atLeft], right[atRight]];
    if (one === undefined || other === undefined) return both;
    const [oneEndMs, otherEndMs] = [one.toMs ?? Number.POSITIVE_INFINITY, other.toMs ?? Number.POSITIVE_INFINITY];
    const fromMs = Math.max(one.fromMs, other.fromMs);
    const toMs = Math.min(oneEndMs, otherEndMs);
    if (fromMs < toMs) both.push({ fromMs, toMs: Number.isFinite(toMs) ? toMs : null });
    if (oneEndMs <= otherEndMs) atLeft += 1;
    else atRight += 1;
  }
}
