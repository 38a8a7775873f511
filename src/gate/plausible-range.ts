import type { Comparator } from './gate.js';
import type { Bias } from './generator-bias.js';
import type { Reading } from './reading.js';
import type { GateUnit } from './selection.js';

/** The bounds of a figure's true value. */
export interface PlausibleRange {
  readonly least: number;
  readonly most: number;
}

/**
 * The range of the true figure, given the generator's possible effect on the measured one. An incomplete figure may be
 * greater than measured.
 */
export function plausibleRange(
  { value, incomplete }: Extract<Reading, { readonly value: number }>,
  { bias, mostRaised = Number.POSITIVE_INFINITY }: { readonly bias: Bias; readonly mostRaised?: number },
  unit: GateUnit,
): PlausibleRange {
  const mayBeLess = bias === 'raises' || bias === 'either';
  const mayBeMore = bias === 'lowers' || bias === 'either' || incomplete !== undefined;
  const greatest = unit === 'ratio' ? Math.max(1, value) : Number.POSITIVE_INFINITY;
  return { least: mayBeLess ? Math.max(0, value - mostRaised) : value, most: mayBeMore ? greatest : value };
}

/** Whether the comparison holds for all figures of two ranges, for none, or for some. */
export function compareRanges(
  observed: PlausibleRange,
  comparator: Comparator,
  limit: PlausibleRange,
): 'all' | 'none' | 'some' {
  switch (comparator) {
    case '<':
      if (observed.most < limit.least) return 'all';
      return observed.least >= limit.most ? 'none' : 'some';
    case '<=':
      if (observed.most <= limit.least) return 'all';
      return observed.least > limit.most ? 'none' : 'some';
    case '>':
      return compareRanges(limit, '<', observed);
    case '>=':
      return compareRanges(limit, '<=', observed);
    case '==':
      if (observed.most < limit.least || observed.least > limit.most) return 'none';
      return observed.least === observed.most && limit.least === limit.most ? 'all' : 'some';
    default:
      return comparator satisfies never;
  }
}
