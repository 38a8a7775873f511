import { durationInProse, durationSyntax, formatDuration, parseDuration } from '../units/duration.js';
import type { Parsed } from '../units/parsed.js';
import { formatPercentage, parsePercentage } from '../units/percentage.js';
import { parseRate } from '../units/rate.js';
import type { GateUnit } from './selection.js';

/** Parses a limit such as `10ms`, `99%`, `5k/s` or `100` into the unit of its metric. */
export function parseFigure(text: string, unit: GateUnit): Parsed<number> {
  switch (unit) {
    case 'us': {
      const duration = parseDuration(text);
      return duration.expected === undefined ? { value: Math.round(duration.value * 1000) } : duration;
    }
    case 'ms':
      return parseDuration(text);
    case 'perSecond': {
      if (/^0+(\/s)?$/.test(text)) return { value: 0 };
      const rate = parseRate(text);
      return rate.expected === undefined && rate.value !== null
        ? { value: rate.value }
        : { expected: figureSyntax.perSecond };
    }
    case 'ratio':
      return parsePercentage(text);
    case 'count':
      return /^\d{1,15}$/.test(text) ? { value: Number(text) } : { expected: figureSyntax.count };
    case 'dollars':
      return /^\d{1,12}(\.\d{1,9})?$/.test(text) ? { value: Number(text) } : { expected: figureSyntax.dollars };
    default:
      return unit satisfies never;
  }
}

/** Formats a figure as in a gate: `12.5ms`, `99.9%`, `9950/s`, `3`. */
export function formatFigure(value: number, unit: GateUnit): string {
  switch (unit) {
    case 'us':
      return formatDuration(value / 1000);
    case 'ms':
      return formatDuration(value);
    case 'perSecond':
      return `${Math.round(value * 10) / 10}/s`;
    case 'ratio':
      // Six decimals of a percent: 1 operation in 100 million.
      return formatPercentage(Math.round(value * 1e8) / 1e8);
    case 'count':
      return String(value);
    case 'dollars':
      return `$${Number(value.toPrecision(6))}`;
    default:
      return unit satisfies never;
  }
}

/** The same for sentences, where a duration has a space: `12.5 ms`. */
export function figureInProse(value: number, unit: GateUnit): string {
  if (unit === 'us') return durationInProse(value / 1000);
  return unit === 'ms' ? durationInProse(value) : formatFigure(value, unit);
}

/** Limit syntax of each unit, for messages. */
export const figureSyntax = {
  us: durationSyntax,
  ms: durationSyntax,
  perSecond: 'a rate per second, such as 9000 or 9k/s',
  ratio: 'a share, such as 99.9% or 0.999',
  count: 'a whole number, such as 0 or 100',
  dollars: 'dollars, such as 400 or 0.005',
} as const satisfies Record<GateUnit, string>;
