import { cutToWidth } from '../../text-width.js';
import type { ChartMarks, Milestone } from '../charts/chart-marks.js';
import { numberGroups } from '../charts/number-groups.js';
import { type Content, html, type Markup } from '../markup.js';
import { type Colour, lightColours } from '../page/palette.js';
import type { PlotArea, Scale } from './scale.js';
import { round } from './still.js';

/** Phases and faults as strips above the plot, and as bands behind it. */
export function stillMarks({ phases, faults }: ChartMarks, x: Scale, area: PlotArea): Content {
  const across = (second: number) => round(Math.min(area.right, Math.max(area.left, x.at(second))));
  const band = (from: number, to: number, colour: Colour) =>
    html`<rect class="fill-${colour}" fill="${lightColours[colour]}" x="${across(from)}" y="${area.top}" width="${round(across(to) - across(from))}" height="${area.bottom - area.top}"/>`;
  return [
    faults.map(({ from, to }) => band(from, to, 'tint-fault')),
    phases.map(({ name, from, to }) =>
      name === 'failover' || name === 'recovery' ? band(from, to, `tint-${name}`) : null,
    ),
    phases.map(({ name, from, to }) =>
      strip(name, [across(from), across(to)], across(to), { y: area.top - 38, fill: 'strip', ink: 'ink' }),
    ),
    faults.map(({ name, from, to }, index) => {
      const until = across(faults[index + 1]?.from ?? Number.POSITIVE_INFINITY);
      return html`${strip(`fault: ${name}`, [across(from), across(to)], until, { y: area.top - 19, fill: 'fail-soft', ink: 'fail' })}<path class="stroke-fail" stroke="${lightColours.fail}" d="M${across(from)},${area.top}V${area.bottom}"/>`;
    }),
  ];
}

/** A strip with as much of its name as fits. */
function strip(
  name: string,
  [from, to]: readonly [number, number],
  until: number,
  { y, fill, ink }: { readonly y: number; readonly fill: Colour; readonly ink: Colour },
): Markup {
  const fits = Math.floor((Math.max(to, until) - from - 8) / characterWidth);
  const shown = fits < 4 ? '' : cutToWidth(name, fits);
  return html`<rect class="fill-${fill}" fill="${lightColours[fill]}" x="${from}" y="${y}" width="${round(Math.max(2, to - from - 1))}" height="16"/><text class="fill-${ink}" fill="${lightColours[ink]}" x="${from + 5}" y="${y + 12}">${shown}</text>`;
}

/** Upper bound for the average character width of common fonts, at the size of the pictures. */
const characterWidth = 6.9;

/** A dotted line for each milestone, with its number above the strips. */
export function stillNumbers(milestones: readonly Milestone[], x: Scale, area: PlotArea): Content {
  const seen = milestones
    .map(({ at }, index) => ({ at: x.at(at) - area.left, number: index + 1 }))
    .filter(({ at }) => at >= 0 && at <= area.right - area.left);
  return [
    seen.map(
      ({ at }) =>
        html`<path class="stroke-quiet" stroke="${lightColours.quiet}" stroke-dasharray="2 3" d="M${round(area.left + at)},${area.top}V${area.bottom}"/>`,
    ),
    numberGroups(seen, area.right - area.left).map(({ text, middle }) => {
      const width = Math.max(17, 8 + 7 * text.length);
      return html`<rect class="fill-quiet" fill="${lightColours.quiet}" x="${round(area.left + middle - width / 2)}" y="${area.top - 58}" width="${width}" height="16" rx="8"/><text class="fill-paper" fill="${lightColours.paper}" x="${round(area.left + middle)}" y="${area.top - 46}" text-anchor="middle" font-weight="600">${text}</text>`;
    }),
  ];
}
