import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { csvTable } from '../csv/csv-table.js';
import { formatInUnit } from '../format-figures.js';
import { repeatPage } from '../html/series/repeat-page.js';
import { codeMarkdown, escapeMarkdown } from '../markdown/escape-markdown.js';
import { markdownTable, textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import { exampleSentences, repeatHeadline, runRows, varianceRows } from '../repeat/repeat-facts.js';
import { replacedSentence } from '../repeat/replaced-runs.js';
import type { SeriesAbout, SeriesReport } from './series-report.js';

/** The CI view of repeated runs: one case per gate, judged over all runs. */
export function repeatSeries(unchecked: RepeatedRuns, about: SeriesAbout): SeriesReport {
  const repeat = withPlainText(unchecked);
  const { word, summary } = repeatHeadline(repeat);
  const gates = repeat.gates.map((gate) => ({
    name: gate.expression,
    verdict: gate.verdict,
    message: gate.explanation,
    text:
      `${gate.passed} passed, ${gate.failed} failed, ${gate.unknown} unknown; judged by the ${gate.judgedBy} run: ` +
      `observed ${formatInUnit(gate.observed, gate.unit)}, limit ${formatInUnit(gate.limit, gate.unit)}`,
  }));
  const explained = gates.some(({ verdict }) => verdict === repeat.verdict);
  const whole = { name: 'the runs', verdict: repeat.verdict, message: summary, text: '' };
  return {
    ...about,
    name: `${repeat.scenario}, repeated`,
    summary: `${word}: ${summary}`,
    cases: explained ? gates : [...gates, whole],
    markdown: markdownOf(repeat),
    csv: csvTable(
      ['figure', 'unit', 'median', 'min', 'max', 'spreadPercent', 'runs'],
      repeat.figures.map(({ name, unit, median, min, max, spreadPercent, runs }) => [
        ...[name, unit, median, min, max, spreadPercent, runs],
      ]),
    ),
    page: () => repeatPage(repeat, about),
  };
}

function markdownOf(repeat: RepeatedRuns): string {
  const { word, summary } = repeatHeadline(repeat);
  const replaced = replacedSentence(repeat.replaced);
  return `${[
    `### ${word}: ${escapeMarkdown(summary)}`,
    ...[...(replaced === null ? [] : [replaced]), ...exampleSentences(repeat)].map(escapeMarkdown),
    markdownTable(
      ['gate', 'verdict', 'passed', 'failed', 'unknown', 'why'],
      repeat.gates.map(({ expression, verdict, passed, failed, unknown, explanation }) => [
        codeMarkdown(expression),
        verdict,
        ...[passed, failed, unknown].map(String),
        escapeMarkdown(explanation),
      ]),
    ),
    textTable(['figure', 'median', 'min', 'max', 'spread', 'runs'], varianceRows(repeat), 'figures'),
    textTable(['run', 'verdict', '', 'seed', 'record'], runRows(repeat)),
  ].join('\n\n')}\n`;
}
