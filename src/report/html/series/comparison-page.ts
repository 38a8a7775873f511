import type { Comparison, FigureComparison } from '../../../record/series/comparison.js';
import {
  comparedSentence,
  comparisonHeadline,
  comparisonSides,
  figureHead,
  figureRow,
  latencyBesideLosses,
  verdictOfComparison,
} from '../../compare/comparison-facts.js';
import type { SeriesAbout } from '../../series/series-report.js';
import { factList, type Section, tableBlock, verdictBlock } from '../blocks.js';
import { html } from '../markup.js';
import { type FigurePlot, figurePlots } from './figure-plots.js';
import { seriesPage } from './series-page.js';

/**
 * Two sets of runs as a page: the verdict, each run as a point and the interval of each difference, and the reason for each
 * verdict.
 */
export function comparisonPage(comparison: Comparison, about: SeriesAbout): string {
  const { word, finding } = comparisonHeadline(comparison);
  return seriesPage(
    {
      verdict: verdictOfComparison(comparison.verdict),
      word,
      scenario: `${comparison.scenario}, compared`,
      sentences: [finding, comparedSentence(comparison), latencyBesideLosses(comparison), comparison.notComparable],
      sections: [sides(comparison), figures(comparison)],
    },
    about,
  );
}

function figures(comparison: Comparison): Section {
  return {
    id: 'figures',
    title: 'Figures',
    content: [
      html`<p class="quiet">Each point is a run, the first at the top; vertical lines are medians. The bar is the 95 % interval of the difference, drawn from the median of base
(dotted): if it crosses that line, there may be no difference. Each figure has its own scale.</p>`,
      figurePlots(comparison.figures.map(plotOf)),
      tableBlock({
        caption: 'Medians, and the difference between them',
        head: figureHead,
        rows: comparison.figures.map(figureRow),
        figures: [1, 2, 3, 4, 6],
      }),
    ],
  };
}

function plotOf(figure: FigureComparison): FigurePlot {
  const { name, unit, base, new: changed, interval, difference, verdict, reason } = figure;
  const [, baseText, newText, effect, intervalText, word] = figureRow(figure);
  const middle = base.median;
  return {
    name,
    reason,
    remark: html`${verdictBlock(verdictOfComparison(verdict), word ?? '')} <span class="quiet">${effect ?? ''}</span>`,
    summary: `base ${baseText}, new ${newText}, difference ${effect}, 95 % interval ${intervalText}`,
    points: {
      unit,
      lanes: [
        { label: 'base', colour: 'chart-plan', median: base.median, values: base.values },
        { label: 'new', colour: 'chart-1', median: changed.median, values: changed.values },
      ],
      interval:
        interval === null || middle === null || difference === null
          ? null
          : {
              label: 'difference',
              low: middle + interval.low,
              middle: middle + difference,
              high: middle + interval.high,
            },
      reference: middle,
    },
  };
}

function sides(comparison: Comparison): Section {
  return { id: 'sides', title: 'Compared runs', content: factList(comparisonSides(comparison)) };
}
