import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';

/** What a value may be: of a type, or one of several words. */
type Expected = keyof typeof types | readonly string[];

const types = {
  'a text': (value: unknown) => typeof value === 'string',
  'a number': (value: unknown) => Number.isFinite(value),
  'true or false': (value: unknown) => typeof value === 'boolean',
  'an object': (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
} as const;

/**
 * Checks the options of a call, because a test in JavaScript has no compiler that finds a misspelt one. Any option may be left
 * out. Throws UsageError, which begins with `call`.
 */
export function checkOptions(call: string, options: unknown, known: Readonly<Record<string, Expected>>): void {
  checkValue(`${call}: options`, options, 'an object');
  for (const [name, value] of Object.entries(options as object)) {
    checkValue(`${call}: options`, name, Object.keys(known));
    if (value !== undefined) checkValue(`${call}: ${name}`, value, known[name] ?? []);
  }
}

/** Checks one value. Throws UsageError, which begins with `place`. */
export function checkValue(place: string, value: unknown, expected: Expected): void {
  if (typeof expected === 'string') {
    if (!types[expected](value)) throw new UsageError(`${place}: expected ${expected}, found ${shown(value)}`);
    return;
  }
  if (typeof value === 'string' && expected.includes(value)) return;
  const meant = typeof value === 'string' ? nearestWord(value, expected) : undefined;
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`;
  throw new UsageError(`${place}: expected one of ${expected.join(', ')}, found ${shown(value)}${question}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
