import type { SearchRecord } from '../../record/series/search-record.js';
import { csvTable } from '../csv/csv-table.js';
import { formatLatency, formatRate } from '../format-figures.js';
import { searchPage } from '../html/series/search-page.js';
import { escapeMarkdown } from '../markdown/escape-markdown.js';
import { textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import { searchHeadline, verdictOfSearch, voidSteps } from '../search/search-facts.js';
import type { SeriesAbout, SeriesReport } from './series-report.js';

/** The CI view of a search: one case, which fails if no rate meets the objectives. */
export function searchSeries(unchecked: SearchRecord, about: SeriesAbout): SeriesReport {
  const search = withPlainText(unchecked);
  const { word, finding, meaning } = searchHeadline(search);
  const isVoid = voidSteps(search);
  const summary = `${word}: ${search.scenario}: ${finding}`;
  return {
    ...about,
    name: `${search.scenario}, searched`,
    summary,
    cases: [
      {
        name: `highest rate with ${search.objectives.join(' and ')}`,
        verdict: verdictOfSearch(search.result.limitedBy),
        message: finding,
        text: meaning ?? '',
      },
    ],
    markdown: `${[
      `### ${word}: ${escapeMarkdown(`${search.scenario}: ${finding}`)}`,
      ...(meaning === null ? [] : [escapeMarkdown(meaning)]),
      ...(isVoid === null ? [] : [isVoid]),
      `Objectives: ${search.objectives.map(escapeMarkdown).join(' and ')}`,
      ...(search.setting === undefined ? [] : [`Setting: ${escapeMarkdown(search.setting)}.`]),
      textTable(
        ['step', 'rate', 'verdict', 'p50', 'p99', 'why'],
        search.steps.map(({ ratePerSecond, outcome, p50Us, p99Us, reason }, index) => [
          String(index + 1),
          formatRate(ratePerSecond),
          outcome,
          formatLatency(p50Us),
          formatLatency(p99Us),
          reason,
        ]),
      ),
    ].join('\n\n')}\n`,
    csv: csvTable(
      ['step', 'ratePerSecond', 'outcome', 'p50Us', 'p99Us', 'reason'],
      search.steps.map(({ ratePerSecond, outcome, p50Us, p99Us, reason }, index) => [
        ...[index + 1, ratePerSecond, outcome, p50Us, p99Us, reason],
      ]),
    ),
    page: () => searchPage(search, about),
  };
}
