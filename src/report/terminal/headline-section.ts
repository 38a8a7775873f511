import type { RunRecord } from '../../model/run-record.js';
import { headlineOf } from '../facts/headline.js';
import { keyFigures } from '../facts/key-figures.js';
import { labelled, type Page, section, wrapText } from './page.js';

/** The first lines: the verdict and why, what makes it doubtful, and the handful of figures that matter most. */
export function headlineSection(page: Page, record: RunRecord): readonly string[] {
  const { word, summary, reasons, notices } = headlineOf(record);
  return [
    ...marked(page, word, [summary, ...reasons]),
    ...notices.flatMap((notice) => marked(page, notice.word, notice.sentences)),
    ...section(page, 'IN SHORT', labelled(page, keyFigures(record))),
  ];
}

function marked(page: Page, word: string, sentences: readonly string[]): readonly string[] {
  const margin = ' '.repeat(word.length + 2);
  return sentences
    .flatMap((sentence) => wrapText(sentence, page.columns - margin.length))
    .map((line, index) => (index === 0 ? `${page.paint.verdict(word)}  ${line}` : `${margin}${line}`));
}
