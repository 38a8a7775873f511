import { formatInUnit } from '../../format-figures.js';
import { type Content, html } from '../markup.js';
import { type RunPoints, runPointsStill } from '../stills/run-points.js';

/** A figure with its name and one point per run. */
export interface FigurePlot {
  readonly name: string;
  /** Next to the name. */
  readonly remark: Content;
  /** Below it. */
  readonly reason: string | null;
  /** The same for screen readers. */
  readonly summary: string;
  readonly points: RunPoints;
}

/** Figures one below the other, each plotted on its own scale if its runs differ. */
export function figurePlots(plots: readonly FigurePlot[]): Content {
  return plots.map(
    ({ name, remark, reason, summary, points }) => html`<figure class="chart runs">
<figcaption><code>${name}</code> ${remark}</figcaption>
${reason === null ? null : html`<p class="why">${reason}</p>`}${plotOrWords(points, `${name}: ${summary}`)}</figure>
`,
  );
}

function plotOrWords(points: RunPoints, label: string): Content {
  const values = points.lanes.flatMap((lane) => lane.values.filter((value) => value !== null));
  const [first] = values;
  if (first === undefined) return html`<p class="why">No run has this figure.</p>`;
  if (values.every((value) => value === first))
    return html`<p class="why">${formatInUnit(first, points.unit)} in every run.</p>`;
  return runPointsStill(points, label);
}
