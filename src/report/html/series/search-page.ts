import type { SearchRecord } from '../../../record/series/search-record.js';
import { quotedCommand } from '../../facts/repeat-command.js';
import { formatLatency, formatRate } from '../../format-figures.js';
import { askedRows, searchHeadline, verdictOfSearch, voidSteps } from '../../search/search-facts.js';
import type { SeriesAbout } from '../../series/series-report.js';
import { factList, type Section, tableBlock } from '../blocks.js';
import { commandBlock } from '../closing-sections.js';
import { type Content, html, type Markup } from '../markup.js';
import { mark, searchClimb, searchLatencies, stepLooks } from '../stills/search-steps.js';
import { seriesPage } from './series-page.js';

/** A search as a page: the result, the climb step by step, and the p99 at each rate. */
export function searchPage(search: SearchRecord, about: SeriesAbout): string {
  const { word, finding, meaning } = searchHeadline(search);
  return seriesPage(
    {
      verdict: verdictOfSearch(search.result.limitedBy),
      word,
      scenario: `${search.scenario}, searched`,
      sentences: [finding, meaning, voidSteps(search)],
      sections: [
        climb(search),
        asked(search),
        { id: 'repeat', title: 'Repeat it', content: commandBlock(quotedCommand(search.command)) },
      ],
    },
    about,
  );
}

function climb(search: SearchRecord): Section {
  const { steps } = search;
  const head = { id: 'climb', title: 'The climb' };
  if (steps.length === 0) return { ...head, content: html`<p>No step was finished.</p>` };
  return {
    ...head,
    content: [
      plot(
        search,
        'Rate of each step',
        searchClimb(steps, search.result.ratePerSecond, 'Rate of each step; the table has the same figures.'),
      ),
      plot(
        search,
        'p99 response time at each rate',
        searchLatencies(steps, 'p99 at each rate; the table has the same figures.'),
      ),
      tableBlock({
        caption: 'Each step, with the reason if it did not hold',
        head: ['step', 'rate', 'p50', 'p99', 'verdict'],
        rows: steps.map(({ ratePerSecond, outcome, reason, p50Us, p99Us }, index) => [
          outcome === 'held' ? index + 1 : html`${index + 1}<span class="why">${reason}</span>`,
          formatRate(ratePerSecond),
          formatLatency(p50Us),
          formatLatency(p99Us),
          outcome,
        ]),
        figures: [1, 2, 3],
        look: 'steps',
      }),
    ],
  };
}

function plot({ steps, result }: SearchRecord, title: string, picture: Markup | null): Content {
  if (picture === null) return null;
  const outcomes = [...new Set(steps.map(({ outcome }) => outcome))];
  const found =
    result.ratePerSecond === null ? '' : ` The highest rate that holds: ${formatRate(result.ratePerSecond)}.`;
  return html`<figure class="chart">
<figcaption>${title}<span class="unseen">.${found}</span></figcaption>
${picture}<ul class="legend">${outcomes.map(
    (outcome) =>
      html`<li><svg width="14" height="14" aria-hidden="true">${mark(outcome, 7, 7)}</svg> ${stepLooks[outcome].word}</li>`,
  )}</ul>
</figure>
`;
}

function asked(search: SearchRecord): Section {
  return { id: 'asked', title: 'Objectives and setting', content: factList(askedRows(search)) };
}
