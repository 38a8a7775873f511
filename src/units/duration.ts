import { nearestWord } from '../errors/nearest-word.js';
import { checkedValue, type Parsed } from './parsed.js';

const durationUnits = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
type DurationUnit = keyof typeof durationUnits;
export const dayMs = 24 * durationUnits.h;
/** From the largest. */
const unitNames = ['h', 'm', 's', 'ms', 'us'] as const satisfies readonly DurationUnit[];

/** Syntax of a duration, for messages. */
export const durationSyntax = 'a duration with its unit (us, ms, s, m or h), such as 20s';

/** Parses a duration such as `20s`, `1.5ms` or `0s` into milliseconds, rounded to whole microseconds. */
export function parseDuration(text: string): Parsed<number> {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-zA-Zµ]*)$/.exec(text.trim());
  if (parts === null) return { expected: durationSyntax };
  const [, number = '', unit = ''] = parts;
  if (unit === '') return { expected: `${durationSyntax} (the number has no unit)`, suggestion: `${number}s` };
  if (!isDurationUnit(unit)) {
    const known = unitOf(unit);
    return known === undefined
      ? { expected: durationSyntax }
      : { expected: durationSyntax, suggestion: `${number}${known}` };
  }
  const valueMs = Math.round(Number(number) * durationUnits[unit] * 1000) / 1000;
  return Number.isFinite(valueMs) ? { value: valueMs } : { expected: durationSyntax };
}

/** The milliseconds of a duration that was checked before. */
export function durationMs(text: string): number {
  return checkedValue(parseDuration(text));
}

/** Formats milliseconds as a duration in the largest unit that is exact to the microsecond: `1.5s`, `250us`, `0s`. */
export function formatDuration(lengthMs: number): string {
  const wholeUs = Math.round(lengthMs * 1000);
  if (wholeUs === 0) return '0s';
  for (const unit of unitNames) {
    const amount = wholeUs / (durationUnits[unit] * 1000);
    // A minute and a half is 90s: fractions of non-decimal units are hard to read.
    const readable = unit === 'm' || unit === 'h' ? Number.isInteger(amount) : amount >= 1;
    if (readable) return `${amount}${unit}`;
  }
  return `${wholeUs}us`;
}

/** The same for sentences: `1.5 s`, `250 µs`, `2 min`, `0 s`. */
export function durationInProse(lengthMs: number): string {
  return formatDuration(lengthMs).replace(/[a-z]+$/, (unit) => ` ${proseUnits[unit] ?? unit}`);
}

const proseUnits: Readonly<Record<string, string>> = { us: 'µs', m: 'min' };

function isDurationUnit(word: string): word is DurationUnit {
  return Object.hasOwn(durationUnits, word);
}

/** The unit meant by a longer or misspelt word: `sec`, `minutes`, `MS`. */
function unitOf(word: string): DurationUnit | undefined {
  const lower = word.toLowerCase().replace('µ', 'u');
  if (isDurationUnit(lower)) return lower;
  const spelt: Readonly<Record<string, DurationUnit>> = {
    microseconds: 'us',
    milliseconds: 'ms',
    msec: 'ms',
    seconds: 's',
    secs: 's',
    sec: 's',
    minutes: 'm',
    mins: 'm',
    min: 'm',
    hours: 'h',
    hrs: 'h',
  };
  const nearest = nearestWord(lower, Object.keys(spelt));
  return nearest === undefined ? undefined : spelt[nearest];
}
