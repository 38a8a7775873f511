import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { withPlainText } from '../plain-text.js';
import { type Page, pageFor, remark, section, table, wrapText } from '../terminal/page.js';
import { exampleSentences, repeatHeadline, runRows, varianceRows } from './repeat-facts.js';
import { replacedSentence } from './replaced-runs.js';

/** The terminal report of repeated runs: the gates, the spread of the figures, every run; 80 to 120 columns. */
export function renderRepeat(
  unchecked: RepeatedRuns,
  options: { readonly columns: number; readonly colour: boolean; readonly repeatPath: string | null },
): string {
  const repeat = withPlainText(unchecked);
  const page = pageFor(options);
  const { word, summary } = repeatHeadline(repeat);
  const replaced = replacedSentence(repeat.replaced);
  return `${[
    `${page.paint.verdict(word)}  ${summary}`,
    ...[...(replaced === null ? [] : [replaced]), ...exampleSentences(repeat)].flatMap((text) =>
      wrapText(text, page.columns),
    ),
    ...section(page, 'GATES', gates(page, repeat)),
    ...section(page, 'VARIANCE', variance(page, repeat)),
    ...section(page, 'RUNS', runs(page, repeat)),
    '',
    ...(options.repeatPath === null ? [] : [`record  ${options.repeatPath}`]),
  ].join('\n')}\n`;
}

function gates(page: Page, { gates }: RepeatedRuns): readonly string[] {
  return gates.flatMap(({ verdict, judgedBy, passed, failed, unknown, explanation }) => {
    const counts = [`${passed} passed`, `${failed} failed`, `${unknown} unknown`].join(', ');
    const [first = '', ...more] = wrapText(`${counts}; ${judgedBy} run: ${explanation}`, page.columns - 11);
    return [
      `${page.paint.verdict(verdict.toUpperCase().padEnd(7))}  ${first}`,
      ...more.map((line) => `         ${line}`),
    ];
  });
}

function variance(page: Page, repeat: RepeatedRuns): readonly string[] {
  if (repeat.figures.length === 0) return ['No figure has data.'];
  return [
    ...table(page, ['figure', 'median', 'min', 'max', 'spread', 'runs'], varianceRows(repeat)),
    '',
    ...remark(page, 'spread is (max - min) / median; interrupted runs, and the speed of saturated ones, are left out.'),
  ];
}

function runs(page: Page, repeat: RepeatedRuns): readonly string[] {
  const head = ['run', 'verdict', '', 'seed', 'record'];
  return table(page, head, runRows(repeat), (column) => (column === 3 ? 'right' : 'left'));
}
