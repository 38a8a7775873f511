const disjunction = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Words to choose from: `a`, `a or b`, `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return disjunction.format(words);
}
