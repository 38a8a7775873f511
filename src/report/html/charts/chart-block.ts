import { formatDuration } from '../../format-figures.js';
import { type Content, html, type Markup } from '../markup.js';
import { lightColours } from '../page/palette.js';
import { stillSizes } from '../stills/still.js';
import { stillChart } from '../stills/still-chart.js';
import type { Chart, ChartData } from './chart-data.js';
import type { Milestone } from './chart-marks.js';

interface AboutChart {
  readonly title: string;
  /** For screen readers; a table or sentence next to the chart must state it too. */
  readonly summary: string;
}

/**
 * A chart with its title: a picture that works without a script and in print, and that a script replaces on screen. Null if
 * the record has no data for it.
 */
export function chartBlock({ charts, marks }: ChartData, id: string, { title, summary }: AboutChart): Content {
  const chart = charts.find((one) => one.id === id);
  if (chart === undefined) return null;
  const label = `${title}. ${summary}`;
  return html`<figure class="chart" id="${id}">
<figcaption>${title}</figcaption>
<div class="still">
${stillSizes.map((size) => stillChart(chart, marks, size, label))}${legend(chart)}</div>
<div class="plot" role="img" tabindex="0" aria-label="${label} Left and right arrows read it point by point." hidden></div>
<p class="unseen" aria-live="polite"></p>
${chart.hasMilestones ? milestoneList(marks.milestones) : null}</figure>
`;
}

function legend({ lines, stacked }: Chart): Markup {
  return html`<ul class="legend">${lines.map(
    ({ label, colour, look }) =>
      html`<li><svg width="16" height="10" aria-hidden="true">${
        stacked
          ? html`<rect class="fill-${colour}" fill="${lightColours[colour]}" width="16" height="10"/>`
          : html`<path class="stroke-${colour}" stroke="${lightColours[colour]}" stroke-width="2.5" stroke-dasharray="${look === 'dashed' ? '4 2' : 'none'}" d="M0,5H16"/>`
      }</svg> ${label}</li>`,
  )}</ul>
`;
}

/** The legend of the numbers above a chart. */
function milestoneList(milestones: readonly Milestone[]): Markup | null {
  if (milestones.length === 0) return null;
  return html`<ol class="milestones">${milestones.map(
    ({ label, at }, index) =>
      html`<li><span class="number">${index + 1}</span> ${label} <span class="when">${formatDuration(at * 1000)}</span></li>`,
  )}</ol>
`;
}
