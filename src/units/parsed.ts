/**
 * What came of reading a text: its value, or what had been expected in its place, as a phrase that fits after the word
 * "expected", with the text that was perhaps meant.
 */
export type Parsed<T> =
  | { readonly value: T; readonly expected?: never }
  | { readonly expected: string; readonly suggestion?: string; readonly value?: never };
