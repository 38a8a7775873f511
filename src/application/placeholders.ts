import { nearestWord } from '../errors/nearest-word.js';

/** A word in braces that is no placeholder, as it is written, and the placeholder that was probably meant. */
export interface StrayPlaceholder {
  readonly found: string;
  readonly suggestion?: string;
}

/**
 * The first stray placeholder of a text. JSON, GraphQL and shells have braces of their own, so only a word close to a known one
 * counts as stray, unless `isStrict`. `known` is written with its braces.
 */
export function strayPlaceholder(
  text: string,
  known: readonly string[],
  isStrict = false,
): StrayPlaceholder | undefined {
  for (const [word] of text.matchAll(/(?<!\$)\{\w+\}/g)) {
    if (known.includes(word)) continue;
    const names = known.map((each) => each.slice(1, -1));
    const meant = nearestWord(word.slice(1, -1), names);
    if (meant !== undefined) return { found: `"${word}"`, suggestion: `{${meant}}` };
    if (isStrict) return { found: `"${word}"` };
  }
  return undefined;
}
