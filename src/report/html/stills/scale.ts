/** Where the lines are drawn, in pixels of the picture. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Maps values to pixels along one axis, and holds its tick values. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** Pixels of the left (or bottom) and right (or top) end. */
type AxisEnds = readonly [from: number, to: number];

/** A linear scale with at most this many ticks, at intervals of 1, 2 or 5 times a power of ten. */
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

/** A logarithmic scale with a tick per power of ten, and more in between if there are few. Both ends must be above 0. */
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
