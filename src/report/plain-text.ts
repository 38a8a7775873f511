import { foreignText } from '../model/foreign-text.js';

/** The longest text of ours in a record, such as a reason that quotes the end of a server's log. */
const mostCharacters = 5_000;

/**
 * A copy of a value in which every string is safe to show, because others may have written it: names in a record come from
 * files and servers. Only histograms, which no report shows as text, keep their length.
 */
export function withPlainText<T>(value: T): T {
  if (typeof value === 'string') return foreignText(value, mostCharacters) as T;
  if (Array.isArray(value)) return value.map(withPlainText) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      withPlainText(key),
      key === 'histogram' ? inner : withPlainText(inner),
    ]),
  ) as T;
}
