import { html, type Markup } from './markup.js';
import { type Colour, lightColours } from './page/palette.js';

/** A span of a scale from 0 to 1 as a block; everything before it as a thin line. Adds nothing to the figure beside it. */
export function spanBar(from: number, to: number, colour: Colour): Markup {
  const [start, end] = [from, to].map((share) => Math.round(share * 1000));
  const width = Math.max(4, (end ?? 0) - (start ?? 0));
  return html`<svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-chart-plan" fill="${lightColours['chart-plan']}" x="0" y="5.5" width="${start ?? 0}" height="1"/><rect class="fill-${colour}" fill="${lightColours[colour]}" x="${Math.min(start ?? 0, 1000 - width)}" y="0" width="${width}" height="12"/></svg>`;
}
