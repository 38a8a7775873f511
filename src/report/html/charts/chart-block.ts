import { formatDuration } from '../../format-figures.js';
import { type Content, html, type Markup } from '../markup.js';
import type { ChartData } from './chart-data.js';
import type { Milestone } from './chart-marks.js';

/** What a chart shows, in words. */
interface AboutChart {
  readonly title: string;
  /** For screen readers; it must be in a table or a sentence beside the chart, too. */
  readonly summary: string;
}

/** A chart under its title, which stays hidden until a script draws it; nothing where the record has no data for it. */
export function chartBlock({ charts, marks }: ChartData, id: string, { title, summary }: AboutChart): Content {
  const chart = charts.find((one) => one.id === id);
  if (chart === undefined) return null;
  return html`<figure class="chart" id="${id}" hidden>
<figcaption>${title}</figcaption>
<div class="plot" role="img" tabindex="0" aria-label="${title}. ${summary} Left and right arrows read it point by point."></div>
<p class="unseen" aria-live="polite"></p>
${chart.hasMilestones ? milestoneList(marks.milestones) : null}</figure>
`;
}

/** What the numbers above a chart stand for. */
function milestoneList(milestones: readonly Milestone[]): Markup | null {
  if (milestones.length === 0) return null;
  return html`<ol class="milestones">${milestones.map(
    ({ label, at }, index) =>
      html`<li><span class="number">${index + 1}</span> ${label} <span class="when">${formatDuration(at * 1000)}</span></li>`,
  )}</ol>
`;
}
