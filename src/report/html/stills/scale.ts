/** Where the lines are drawn, in pixels of the picture. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** From a value to pixels along one axis, and the values that stand beside it. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** Pixels from the left (or the bottom) and to the right (or the top). */
type AxisEnds = readonly [from: number, to: number];

/** An even scale with at most so many ticks, 1, 2 or 5 times a power of ten apart. */
export function linearScale(low: number, high: number, [from, to]: AxisEnds, mostTicks: number): Scale {
  const range = high > low ? high - low : 1;
  const step = roundStep(range / Math.max(1, mostTicks));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor((low + range) / step + 1e-9);
  return {
    at: (value) => from + ((value - low) / range) * (to - from),
    ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
      Number(((first + index) * step).toPrecision(12)),
    ),
  };
}

/** A logarithmic scale with a tick for each power of ten, and between them where there are few. Both ends must be above 0. */
export function logScale(low: number, high: number, [from, to]: AxisEnds): Scale {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const range = last > first ? last - first : 1;
  const powers = Array.from(
    { length: Math.floor(first + range + 1e-9) - Math.ceil(first - 1e-9) + 1 },
    (_, index) => 10 ** (Math.ceil(first - 1e-9) + index),
  );
  const between = range <= 2 ? powers.flatMap((power) => [power, 2 * power, 5 * power]) : powers;
  return {
    at: (value) => from + ((Math.log10(value) - first) / range) * (to - from),
    ticks: between.filter((tick) => Math.log10(tick) <= first + range + 1e-9),
  };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}
