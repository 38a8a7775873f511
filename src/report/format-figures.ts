/** Represents a missing figure; never 0. */
export const noFigure = '–';

/** `12,345`; fractions are rounded. */
export function formatCount(count: number | null): string {
  return count === null ? noFigure : Math.round(count).toLocaleString('en-US');
}

/** `9,876/s`; below 100 with one decimal. */
export function formatRate(perSecond: number | null, unit: '/s' | ' operations/s' | ' reads/s' = '/s'): string {
  if (perSecond === null) return noFigure;
  const isWhole = perSecond >= 100 || Number.isInteger(perSecond);
  return `${isWhole ? formatCount(perSecond) : perSecond.toFixed(1)}${unit}`;
}

/** A latency in a suitable unit, with three significant digits and no fractions of a microsecond: `340 µs`, `2.00 ms`. */
export function formatLatency(latencyUs: number | null): string {
  if (latencyUs === null) return noFigure;
  return latencyUs < 999.5 ? `${Math.round(latencyUs)} µs` : formatSpan(latencyUs / 1000, formatSignificant);
}

/** A duration in a suitable unit, with three significant digits; whole numbers stay whole: `2.31 s`, `30 s`. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) return noFigure;
  if (durationMs === 0) return '0 ms';
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  return formatSpan(durationMs, formatTrimmed);
}

function formatSpan(durationMs: number, format: (value: number) => string): string {
  for (const { unit, inMs, belowMs } of durationUnits) {
    const rounded = Number((durationMs / inMs).toPrecision(3));
    if (rounded * inMs < belowMs) return `${format(durationMs / inMs)} ${unit}`;
  }
  return `${formatCount(durationMs / 3_600_000)} h`;
}

const durationUnits = [
  { unit: 'µs', inMs: 0.001, belowMs: 1 },
  { unit: 'ms', inMs: 1, belowMs: 1000 },
  { unit: 's', inMs: 1000, belowMs: 120_000 },
  { unit: 'min', inMs: 60_000, belowMs: 7_200_000 },
  { unit: 'h', inMs: 3_600_000, belowMs: 360_000_000 },
] as const;

/** A time in the run to the millisecond: `5.966 s`. */
export function formatMoment(atMs: number | null): string {
  return atMs === null ? noFigure : `${(atMs / 1000).toFixed(3)} s`;
}

/** Decimal units with three significant digits: `512 B`, `31.2 kB`, `1.5 GB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return noFigure;
  let value = bytes;
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (Number(value.toPrecision(3)) < 1000) return `${formatTrimmed(value)} ${unit}`;
    value /= 1000;
  }
  return `${formatTrimmed(value)} TB`;
}

/**
 * A share as a percentage, with enough digits to distinguish it from 0 % and 100 %: `87.98 %`, `99.9995 %`, `0.0731 %`. Only
 * a share of exactly 1 is `100 %`, and only exactly 0 is `0 %`.
 */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return noFigure;
  const percent = ratio * 100;
  if (percent > 99 && percent < 100) return nearlyAll(percent);
  if (percent > 0 && percent < 0.0001) return 'below 0.0001 %';
  return `${Number(percent < 0.1 ? percent.toPrecision(3) : percent.toFixed(2))} %`;
}

function nearlyAll(percent: number): string {
  for (const digits of [2, 3, 4]) {
    const text = percent.toFixed(digits);
    if (Number(text) < 100) return `${Number(text)} %`;
  }
  return 'above 99.9999 %';
}

/** `$1,204`, `$61.32`, `$0.0023`: whole dollars from 1,000 on, at least two significant digits below a cent. */
export function formatDollars(dollars: number | null): string {
  if (dollars === null) return noFigure;
  if (dollars >= 1000) return `$${formatCount(dollars)}`;
  return `$${dollars === 0 || dollars >= 0.1 ? dollars.toFixed(2) : Number(dollars.toPrecision(2))}`;
}

/** `61 %` of one core. */
export function formatPercent(percent: number | null): string {
  return percent === null ? noFigure : `${Math.round(percent)} %`;
}

/** A gate's observed figure or limit, in the unit named in its record. */
export function formatInUnit(value: number | null, unit: string): string {
  switch (unit) {
    case 'us':
      return formatDuration(value === null ? null : value / 1000);
    case 'ms':
      return formatDuration(value);
    case 'perSecond':
      return formatRate(value);
    case 'ratio':
      return formatRatio(value);
    case 'count':
      return formatCount(value);
    case 'dollars':
      return formatDollars(value);
    default:
      return value === null ? noFigure : `${value} ${unit}`;
  }
}

function formatTrimmed(value: number): string {
  return Number.isInteger(value) ? String(value) : formatSignificant(value);
}

function formatSignificant(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 100 ? String(Math.round(rounded)) : rounded.toFixed(rounded >= 10 ? 1 : 2);
}
