import type { RunRecord } from '../../record/run-record.js';
import type { GateRecord } from '../../record/sections/gates.js';
import { answerOf } from '../answer/answer.js';
import { headlineOf, verdictWords } from '../facts/headline.js';
import { repeatCommand } from '../facts/repeat-command.js';
import { formatInUnit } from '../format-figures.js';
import { type Page, wrapText } from './page.js';

/**
 * What appears next to the prompt: gates that did not pass, the verdict, the answer, the record's location, how to run it
 * again.
 */
export function endSection(page: Page, record: RunRecord, recordPath: string | null): readonly string[] {
  const { word, summary, notices } = headlineOf(record);
  const { sentences, setting } = answerOf(record);
  return [
    ...openGates(page, record),
    '',
    ...marked(page, word, [summary]),
    ...notices.flatMap((notice) => marked(page, notice.word, notice.sentences)),
    ...wrapText(sentences.join(' '), page.columns),
    ...wrapText(setting, page.columns).map(page.paint.quiet),
    '',
    ...(recordPath === null ? [] : [`record  ${recordPath}`]),
    ...repeat(page, record),
  ];
}

/** Further ones are counted. */
const mostGates = 4;

function openGates(page: Page, { gates }: RunRecord): readonly string[] {
  const open = (['unknown', 'fail'] as const).flatMap((verdict) => gates.filter((gate) => gate.verdict === verdict));
  if (open.length === 0) return [];
  const shown = open.slice(-mostGates);
  const more = open.length - shown.length;
  return ['', ...shown.flatMap((gate) => gateLines(page, gate)), ...(more > 0 ? [`and ${more} more: --full`] : [])];
}

function gateLines(
  page: Page,
  { expression, verdict, observed, limit, unit, explanation }: GateRecord,
): readonly string[] {
  const figures =
    observed === null ? '' : ` (observed ${formatInUnit(observed, unit)}, limit ${formatInUnit(limit, unit)})`;
  return marked(page, verdictWords[verdict], [`${expression}${figures}`, explanation]);
}

function marked(page: Page, word: string, sentences: readonly string[]): readonly string[] {
  const margin = ' '.repeat(word.length + 2);
  return sentences
    .flatMap((sentence) => wrapText(sentence, page.columns - margin.length))
    .map((line, index) => (index === 0 ? `${page.paint.verdict(word)}  ${line}` : `${margin}${line}`));
}

/** The command can be copied as is: continued lines end in a backslash. */
function repeat(page: Page, record: RunRecord): readonly string[] {
  const lines: string[] = [];
  let line = 'repeat ';
  for (const word of repeatCommand(record)) {
    if (line.length + word.length + 3 > page.columns && line.trim() !== 'repeat') {
      lines.push(`${line} \\`);
      line = '         ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
