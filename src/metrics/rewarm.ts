/** The hit rate of a run over time, up to the end of the load. */
export interface HitCurve {
  readonly intervalMs: number;
  /** Read results per interval. */
  readonly intervals: readonly { readonly hits: number; readonly misses: number }[];
}

/** How a fault affected the hit rate. */
export interface Rewarm {
  /**
   * From the injection to the start of the first window back within 5 points of steady (of its last fifth, if the hit rate was
   * changing), after a dip below that; 0 without a dip. Null: it was not back when the run ended or the next fault struck, or there were too few reads to tell.
   */
  readonly rewarmMs: number | null;
  /** Over the windows after the injection; null if there were too few reads. */
  readonly lowestHitRate: number | null;
}

const windowMs = 1_000;
/** A hit rate over fewer reads is mostly chance. */
const fewestReads = 100;
const tolerance = 0.05;
/** A cold cache whose hit rate rises faster than this per fifth of the run has not reached its level. */
const levelTolerance = 0.02;

/** The recovery of the hit rate after a fault, observed from its injection up to `untilMs`. Steady ends at `steadyEndMs`. */
export function rewarmAfterFault(
  curve: HitCurve,
  { steadyEndMs, injectedAtMs, untilMs }: Readonly<Record<'steadyEndMs' | 'injectedAtMs' | 'untilMs', number>>,
): Rewarm {
  const { first, end } = levelBefore(curve, steadyEndMs);
  const steady = hitRate(curve, first, end);
  const windows = windowsOf(curve, injectedAtMs, untilMs);
  if (steady === null || windows.length === 0) return { rewarmMs: null, lowestHitRate: null };
  const isBack = ({ rate }: Window) => rate >= steady - tolerance;
  const lowestHitRate = Math.min(...windows.map(({ rate }) => rate));
  const dip = windows.findIndex((window) => !isBack(window));
  if (dip < 0) return { rewarmMs: 0, lowestHitRate };
  const back = windows.slice(dip).find(isBack);
  return { rewarmMs: back === undefined ? null : back.startMs - injectedAtMs, lowestHitRate };
}

/**
 * The intervals that show what was usual before the first fault: those of steady, or only its last fifth if the hit rate
 * there is more than 5 points off. Then the cache was still warming up, or keys expired, and the average says little about
 * the moment of the fault.
 */
export function levelBefore(curve: HitCurve, steadyEndMs: number): { readonly first: number; readonly end: number } {
  const end = Math.floor(steadyEndMs / curve.intervalMs);
  const lastFifth = end - Math.floor(end / 5);
  const average = hitRate(curve, 0, end);
  const last = hitRate(curve, lastFifth, end);
  const isLevel = average === null || last === null || Math.abs(last - average) <= tolerance;
  return { first: isLevel ? 0 : lastFifth, end };
}

/**
 * How long a cold cache took to come within 5 points of the hit rate in the run's last fifth. Null while that is still
 * rising (more than 2 points above the fifth before), or if there were too few reads to tell.
 */
export function rewarmFromCold(curve: HitCurve): number | null {
  const { length } = curve.intervals;
  const fifth = Math.floor(length / 5);
  const level = hitRate(curve, length - fifth, length);
  const before = hitRate(curve, length - 2 * fifth, length - fifth);
  if (level === null || before === null || level > before + levelTolerance) return null;
  const windows = windowsOf(curve, 0, length * curve.intervalMs);
  return windows.find(({ rate }) => rate >= level - tolerance)?.startMs ?? null;
}

interface Window {
  readonly startMs: number;
  readonly rate: number;
}

/**
 * For each interval from `fromMs` on, the shortest span starting there with at least a second and 100 reads that ends by
 * `untilMs`.
 */
function windowsOf({ intervalMs, intervals }: HitCurve, fromMs: number, untilMs: number): readonly Window[] {
  const first = Math.ceil(fromMs / intervalMs);
  const last = Math.min(intervals.length, Math.floor(untilMs / intervalMs));
  const windows: Window[] = [];
  let [end, hits, reads] = [first, 0, 0];
  for (let start = first; start < last; start += 1) {
    const isEnough = () => (end - start) * intervalMs >= windowMs && reads >= fewestReads;
    for (; end < last && !isEnough(); end += 1) {
      hits += intervals[end]!.hits;
      reads += intervals[end]!.hits + intervals[end]!.misses;
    }
    if (!isEnough()) break;
    windows.push({ startMs: start * intervalMs, rate: hits / reads });
    hits -= intervals[start]!.hits;
    reads -= intervals[start]!.hits + intervals[start]!.misses;
  }
  return windows;
}

/** Over the intervals from `first` up to but excluding `end`; null if there are too few reads. */
function hitRate({ intervals }: HitCurve, first: number, end: number): number | null {
  const span = intervals.slice(first, end);
  const hits = span.reduce((sum, interval) => sum + interval.hits, 0);
  const reads = span.reduce((sum, interval) => sum + interval.hits + interval.misses, 0);
  return reads < fewestReads ? null : hits / reads;
}
