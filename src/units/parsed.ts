/**
 * The result of parsing a text: its value, or what was expected, as a phrase after "expected", possibly with the text that
 * was meant.
 */
export type Parsed<T> =
  | { readonly value: T; readonly expected?: never }
  | { readonly expected: string; readonly suggestion?: string; readonly value?: never };
