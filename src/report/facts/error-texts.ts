import type { RunRecord } from '../../record/run-record.js';

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
