import type { TrendFigure, TrendGroup, TrendRecord } from '../../../record/series/trend-record.js';
import { formatInUnit } from '../../format-figures.js';
import type { SeriesAbout } from '../../series/series-report.js';
import { changeText, pointsOf, pointText, trendHeadline, trendRows } from '../../trend/trend-facts.js';
import { factList, folded, type Section, tableBlock, verdictBlock } from '../blocks.js';
import { type Content, html } from '../markup.js';
import { trendLineStill } from '../stills/trend-line.js';
import { seriesPage } from './series-page.js';

/** A trend as a page: each figure of each group over its points, with its changes. */
export function trendPage(trend: TrendRecord, about: SeriesAbout): string {
  const { word, summary } = trendHeadline(trend);
  return seriesPage(
    {
      verdict: trend.verdict,
      word,
      scenario: 'Trend',
      sentences: [summary],
      sections: [
        ...trend.groups.map((group, index) => groupSection(trend, group, index)),
        { id: 'records', title: 'Records', content: factList(trendRows(trend)) },
      ],
    },
    about,
  );
}

function groupSection(trend: TrendRecord, group: TrendGroup, index: number): Section {
  const points = pointsOf(trend, index);
  return {
    id: `group-${index + 1}`,
    title: group.name,
    content: [
      html`<p class="quiet">Each point is a measurement; vertical bars are the 95 % interval of its median, or with fewer than six runs their range. Horizontal lines are the medians between changes, dashed lines the changes. Each figure has its own scale.</p>`,
      group.figures.map((figure) => figureBlock(figure, points)),
      folded(
        'Every point',
        tableBlock({
          caption: `Every point of ${group.name}`,
          captionSeen: false,
          head: ['point', 'runs', ...group.figures.map(({ name }) => name)],
          rows: points.map(({ name, runIds }, at) => [
            name,
            runIds.length,
            ...group.figures.map(({ values, unit }) => pointText(values[at] ?? null, unit)),
          ]),
          figures: 'but-first',
        }),
      ),
    ],
  };
}

const verdicts = {
  worse: { verdict: 'fail', word: 'WORSE' },
  unknown: { verdict: 'unknown', word: 'UNKNOWN' },
  better: { verdict: 'pass', word: 'better' },
  'no-change': { verdict: 'pass', word: 'no change' },
} as const;

function figureBlock(figure: TrendFigure, points: ReturnType<typeof pointsOf>): Content {
  const { name, verdict, reason, changes, unit } = figure;
  const sentences = changes.map((change) => `It ${changeText(change, unit)}`);
  const label = [`${name}: ${reason}`, ...sentences].join(' ');
  return html`<figure class="chart runs">
<figcaption><code>${name}</code> ${verdictBlock(verdicts[verdict].verdict, verdicts[verdict].word)}</figcaption>
${[reason, ...sentences].map((text) => html`<p class="why">${text}</p>`)}${plot(figure, points, label)}</figure>
`;
}

function plot(figure: TrendFigure, points: ReturnType<typeof pointsOf>, label: string): Content {
  const { name, unit, values, changes } = figure;
  const known = values.filter((value) => value !== null);
  const [first] = known;
  if (first === undefined) return html`<p class="why">No run has this figure.</p>`;
  if (known.every((value) => value === first))
    return html`<p class="why">${formatInUnit(first, unit)} at every point.</p>`;
  return trendLineStill(
    {
      unit,
      points: points.map(({ name: point, figures }) => ({
        name: point,
        ...(figures[name] ?? { median: null, low: null, high: null }),
      })),
      levels: levelsOf(figure),
      changes: changes.map(({ at, direction }) => ({ at, direction })),
    },
    label,
  );
}

function levelsOf({ changes, values }: TrendFigure) {
  return changes.length === 0
    ? []
    : [
        { from: 0, to: changes[0]?.at ?? 0, median: changes[0]?.before ?? 0 },
        ...changes.map(({ at, after }, index) => ({
          from: at,
          to: changes[index + 1]?.at ?? values.length,
          median: after,
        })),
      ];
}
