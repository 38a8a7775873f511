import type { RunRecord } from '../../record/run-record.js';
import { formatCount } from '../format-figures.js';

const mostShown = 8;

/** The text of the first error of each class, most frequent class first; empty if there was none, or none was recorded. */
export function errorTexts({
  totals,
  errorTexts: texts = {},
}: RunRecord): readonly (readonly [errorClass: string, text: string])[] {
  return Object.entries(totals.errors)
    .toSorted(([, one], [, other]) => other - one)
    .flatMap(([errorClass, count]) => {
      const text = Object.hasOwn(texts, errorClass) ? texts[errorClass] : undefined;
      return count > 0 && text !== undefined ? [[errorClass, text] as const] : [];
    })
    .slice(0, mostShown);
}

/** Error classes with their counts, most frequent first. */
export function errorsLine(errors: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(errors)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  return sorted.length === 0 ? 'none' : sorted.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ');
}
