import type { RepeatedRuns } from '../../model/repeated-runs.js';
import { formatInUnit, noFigure } from '../format-figures.js';
import { withPlainText } from '../plain-text.js';
import { type Page, remark, section, table, wrapText } from '../terminal/page.js';
import { createPaint } from '../terminal/paint.js';

/** What a person reads in a terminal when repeated runs are over: the gates, how the figures vary, every run; 80 to 120 columns. */
export function renderRepeat(
  unchecked: RepeatedRuns,
  options: { readonly columns: number; readonly colour: boolean; readonly repeatPath: string },
): string {
  const repeat = withPlainText(unchecked);
  const page: Page = { columns: Math.max(80, Math.min(120, options.columns)), paint: createPaint(options.colour) };
  const word = repeat.interrupted ? 'INTERRUPTED' : repeat.verdict.toUpperCase();
  return `${[
    `${page.paint.verdict(word)}  ${repeat.scenario}: ${headline(repeat)}`,
    ...section(page, 'GATES', gates(page, repeat)),
    ...section(page, 'VARIANCE', variance(page, repeat)),
    ...section(page, 'RUNS', runs(page, repeat)),
    '',
    `repeat  ${options.repeatPath}`,
  ].join('\n')}\n`;
}

function headline({ runs, asked, gatesOn, verdict, interrupted }: RepeatedRuns): string {
  const judged =
    gatesOn === 'worst'
      ? 'gates judged by the worst run'
      : 'gates judged by the run in the middle, those on losses by the worst';
  return `${runs.length} of ${asked} runs, ${judged}${interrupted ? `: ${verdict} until then` : ''}`;
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

function variance(page: Page, { figures }: RepeatedRuns): readonly string[] {
  if (figures.length === 0) return ['No figure has data.'];
  const rows = figures.map(({ name, unit, runs, median, min, max, spreadPercent }) => [
    name,
    ...[median, min, max].map((value) => formatInUnit(value, unit)),
    spreadPercent === null ? noFigure : `${spreadPercent.toFixed(1)} %`,
    String(runs),
  ]);
  return [
    ...table(page, ['figure', 'median', 'min', 'max', 'spread', 'runs'], rows),
    '',
    ...remark(page, 'spread is (max - min) / median; interrupted runs, and the speed of saturated ones, are left out.'),
  ];
}

function runs(page: Page, { runs }: RepeatedRuns): readonly string[] {
  const rows = runs.map(({ seed, verdict, saturated, interrupted, recordPath }, index) => [
    String(index + 1),
    interrupted ? 'interrupted' : verdict,
    saturated ? 'saturated' : '',
    String(seed),
    recordPath,
  ]);
  return table(page, ['run', 'verdict', '', 'seed', 'record'], rows, (column) => (column === 3 ? 'right' : 'left'));
}
