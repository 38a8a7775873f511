import type { RepeatedRuns } from '../../../record/series/repeated-runs.js';
import { verdictWords } from '../../facts/headline.js';
import { quotedCommand } from '../../facts/repeat-command.js';
import { formatInUnit } from '../../format-figures.js';
import { exampleSentences, repeatHeadline, runRows, varianceRows } from '../../repeat/repeat-facts.js';
import { replacedSentence } from '../../repeat/replaced-runs.js';
import type { SeriesAbout } from '../../series/series-report.js';
import { type Section, tableBlock, verdictBlock } from '../blocks.js';
import { commandBlock } from '../closing-sections.js';
import { html } from '../markup.js';
import { figurePlots } from './figure-plots.js';
import { seriesPage } from './series-page.js';

/** Repeated runs as a page: the gates over all of them, the spread of the figures, and each run. */
export function repeatPage(repeat: RepeatedRuns, about: SeriesAbout): string {
  const { word, basis } = repeatHeadline(repeat);
  return seriesPage(
    {
      verdict: repeat.verdict,
      word,
      scenario: `${repeat.scenario}, repeated`,
      sentences: [...exampleSentences(repeat), basis, replacedSentence(repeat.replaced)],
      sections: [
        gates(repeat),
        figures(repeat),
        runs(repeat),
        { id: 'repeat', title: 'Repeat it', content: commandBlock(quotedCommand(repeat.command)) },
      ],
    },
    about,
  );
}

function gates(repeat: RepeatedRuns): Section {
  const content =
    repeat.gates.length === 0
      ? html`<p>No gates are defined.</p>`
      : tableBlock({
          caption: 'Each gate over all runs, judged by one of them',
          captionSeen: false,
          head: ['gate and reason', 'verdict', 'runs'],
          rows: repeat.gates.map(({ expression, explanation, judgedBy, verdict, passed, failed, unknown }) => [
            html`<code>${expression}</code><span class="why">The ${judgedBy} run: ${explanation}</span>`,
            verdictBlock(verdict, verdictWords[verdict]),
            tally({ passed, failed, unknown }),
          ]),
          look: 'tally',
        });
  return { id: 'gates', title: 'Gates', content };
}

/** `9 passed, 1 unknown`. */
function tally(counts: Readonly<Record<'passed' | 'failed' | 'unknown', number>>): string {
  return Object.entries(counts)
    .flatMap(([name, count]) => (count === 0 ? [] : `${count} ${name}`))
    .join(', ');
}

function figures(repeat: RepeatedRuns): Section {
  const plots = repeat.figures.map((figure) => {
    const { name, unit, median, min, max, values } = figure;
    const [middle, low, high] = [median, min, max].map((value) => formatInUnit(value, unit));
    return {
      name,
      remark: html`<span class="quiet">median ${middle ?? ''}</span>`,
      reason: null,
      summary: `median ${middle}, from ${low} to ${high}`,
      points: {
        unit,
        lanes: [{ label: 'runs', colour: 'chart-1', median, values }],
        interval: null,
        reference: null,
      } as const,
    };
  });
  return {
    id: 'figures',
    title: 'Figures',
    content: [
      html`<p class="quiet">Each point is a run, the first at the top; the vertical line is the median. Each figure has its own scale.</p>`,
      figurePlots(plots),
      tableBlock({
        caption: 'Spread of the figures: (max - min) / median',
        head: ['figure', 'median', 'min', 'max', 'spread', 'runs'],
        rows: varianceRows(repeat),
        figures: 'but-first',
      }),
    ],
  };
}

function runs(repeat: RepeatedRuns): Section {
  return {
    id: 'runs',
    title: 'Runs',
    content: tableBlock({
      caption: 'Each run and its record',
      captionSeen: false,
      head: ['run', 'verdict', '', 'seed', 'record'],
      rows: runRows(repeat).map((cells) =>
        cells.map((cell, column) => (column === 4 ? html`<code>${cell}</code>` : cell)),
      ),
      figures: [3],
    }),
  };
}
