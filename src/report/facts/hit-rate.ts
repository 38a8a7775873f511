import type { Stats } from '../../record/sections/stats.js';
import { formatCount, formatRatio, noFigure } from '../format-figures.js';

type Reads = Pick<Stats, 'hits' | 'misses' | 'unknownReads'>;

/** Hits divided by all answered reads; unknown if some replies did not show it. */
export function hitRateText({ hits, misses, unknownReads = 0 }: Reads): string {
  if (unknownReads > 0) return 'unknown';
  return hits + misses > 0 ? formatRatio(hits / (hits + misses)) : noFigure;
}

/** What reads found: `12,000 hits, 30 misses, 400 unknown`. */
export function readsLine({ hits, misses, unknownReads = 0 }: Reads): string {
  const unknown = unknownReads > 0 ? `, ${formatCount(unknownReads)} unknown (replies do not show it)` : '';
  return `${formatCount(hits)} hits, ${formatCount(misses)} misses${unknown}`;
}
