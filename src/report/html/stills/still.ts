import { formatInUnit } from '../../format-figures.js';
import { type Content, html, type Markup } from '../markup.js';
import { lightColours } from '../page/palette.js';
import type { Scale } from './scale.js';

/** The size at which a picture is drawn; the page scales it to the available width. */
export interface StillSize {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
}

/** One for screens and print, one for phones, so that text has about its natural size on each. */
export const stillSizes = [
  { name: 'wide', width: 900, height: 250 },
  { name: 'narrow', width: 350, height: 230 },
] as const satisfies readonly StillSize[];

/** A picture once for wide and once for narrow screens. */
export function stills(picture: (size: StillSize) => Markup): Markup {
  return html`<div class="still">
${stillSizes.map(picture)}</div>
`;
}

/** One of the pictures. */
export function still({ name, width, height }: StillSize, label: string, content: Content): Markup {
  // Without a style sheet, only the wide picture is shown.
  return html`<svg class="${name}" display="${name === 'wide' ? 'inline' : 'none'}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" font-family="sans-serif" font-size="11">
${content}</svg>
`;
}

/** The axis of figures, below what is drawn. */
export function axis(unit: string, x: Scale, bottom: number): Content {
  const labels = x.ticks.map((tick) => formatInUnit(tick, unit));
  return x.ticks.map((tick, index) => {
    const across = round(x.at(tick));
    // Ticks closer than three digits can distinguish would get the same label twice.
    const label = labels[index] === labels[index - 1] ? '' : labels[index];
    return html`<path class="stroke-grid" stroke="${lightColours.grid}" d="M${across},2V${bottom}"/><text class="fill-quiet" fill="${lightColours.quiet}" x="${across}" y="${bottom + 16}" text-anchor="middle">${label ?? ''}</text>`;
  });
}

/** Pixels to a tenth. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
