import { InternalError } from '../errors/errors.js';

/**
 * The result of parsing a text: its value, or what was expected, as a phrase after "expected", possibly with the text that
 * was meant.
 */
export type Parsed<T> =
  | { readonly value: T; readonly expected?: never }
  | { readonly expected: string; readonly suggestion?: string; readonly value?: never };

/** The value of a text that a schema has already accepted. */
export function checkedValue<T>(parsed: Parsed<T>): T {
  if (parsed.expected !== undefined)
    throw new InternalError(`A checked setting can't be read: expected ${parsed.expected}.`);
  return parsed.value;
}
