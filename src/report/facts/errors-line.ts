import { formatCount } from '../format-figures.js';

/** Error classes with their counts, most frequent first. */
export function errorsLine(errors: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(errors)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return sorted.length === 0 ? 'none' : sorted.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ');
}
