import type { Parsed } from './parsed.js';

export const percentageSyntax = 'a share, such as 99.9% or 0.999';

// 99.9 / 100 is 0.9990000000000001 in binary; 12 digits are more than any count of operations produces.
const digits = 12;

/** Parses a share such as `99.9%` or `0.999` into a ratio from 0 to 1. */
export function parsePercentage(text: string): Parsed<number> {
  const parts = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  if (parts === null) return { expected: percentageSyntax };
  const number = Number(parts[1]);
  const ratio = parts[2] === '%' ? Number((number / 100).toPrecision(digits)) : number;
  if (ratio <= 1) return { value: ratio };
  return parts[2] === '' && number <= 100
    ? { expected: `${percentageSyntax}, from 0 to 1 without a %`, suggestion: `${parts[1]}%` }
    : { expected: `${percentageSyntax}, at most 100%` };
}

/** Formats a ratio as a percentage, exact to 12 digits: `99.9%`. */
export function formatPercentage(ratio: number): string {
  return `${plainDecimal(Number((ratio * 100).toPrecision(digits)))}%`;
}

/** Without the exponent that very small numbers would have. */
function plainDecimal(number: number): string {
  const text = String(number);
  return text.includes('e') ? number.toFixed(20).replace(/\.?0+$/, '') : text;
}
