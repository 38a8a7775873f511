import type { Stall } from '../model/stall.js';

/** Per observer: with this many stalls, only the longest are worth the memory. */
const mostStalls = 2_000;

/** The stalls of one observer (a load thread or a prober), in chronological order. Its memory does not grow with the run. */
export class StallSpans {
  #stalls: Stall[] = [];

  add(stalls: readonly Stall[]): void {
    this.#stalls.push(...stalls);
    if (this.#stalls.length <= mostStalls) return;
    const longest = this.#stalls.toSorted((left, right) => right.durationMs - left.durationMs);
    const kept = new Set(longest.slice(0, mostStalls / 2));
    this.#stalls = this.#stalls.filter((stall) => kept.has(stall));
  }

  all(): readonly Stall[] {
    return this.#stalls;
  }
}

/** The spans in which at least one observer stalled. If stalls overlap, the longest determines the cause. */
export function anyStalled(byObserver: readonly (readonly Stall[])[]): readonly Stall[] {
  const united: (Stall & { readonly longestMs: number })[] = [];
  for (const stall of byObserver.flat().sort((left, right) => left.startMs - right.startMs)) {
    const last = united.at(-1);
    if (last === undefined || stall.startMs > endOf(last)) {
      united.push({ ...stall, longestMs: stall.durationMs });
      continue;
    }
    united[united.length - 1] = {
      startMs: last.startMs,
      durationMs: Math.max(endOf(last), endOf(stall)) - last.startMs,
      where: stall.durationMs > last.longestMs ? stall.where : last.where,
      longestMs: Math.max(last.longestMs, stall.durationMs),
    };
  }
  return united.map(({ startMs, durationMs, where }) => ({ startMs, durationMs, where }));
}

/**
 * The spans in which all observers stalled at once. Only these can have caused an apparent outage: one running observer is
 * enough to see whether the servers answered.
 */
export function allStalled(byObserver: readonly (readonly Stall[])[]): readonly Stall[] {
  const [first = [], ...others] = byObserver.map((stalls) => anyStalled([stalls]));
  return others.reduce(common, first);
}

function common(left: readonly Stall[], right: readonly Stall[]): readonly Stall[] {
  const both: Stall[] = [];
  for (let [at, of] = [0, 0]; at < left.length && of < right.length; ) {
    const [one, other] = [left[at]!, right[of]!];
    const startMs = Math.max(one.startMs, other.startMs);
    const durationMs = Math.min(endOf(one), endOf(other)) - startMs;
    if (durationMs > 0) both.push({ startMs, durationMs, where: one.where });
    if (endOf(one) <= endOf(other)) at += 1;
    else of += 1;
  }
  return both;
}

export function endOf({ startMs, durationMs }: Stall): number {
  return startMs + durationMs;
}
