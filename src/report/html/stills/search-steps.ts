import type { SearchStep } from '../../../record/series/search-record.js';
import { formatLatency, formatRate } from '../../format-figures.js';
import { type Content, html, type Markup } from '../markup.js';
import { type Colour, lightColours } from '../page/palette.js';
import { linearScale, logScale, type PlotArea, type Scale } from './scale.js';
import { round, type StillSize, still, stills } from './still.js';

/** The course of a search's steps: one picture each for wide and narrow screens. */
export function searchClimb(steps: readonly SearchStep[], result: number | null, label: string): Markup {
  return stills((size) => {
    const { width } = size;
    const area = areaOf(size);
    const x = linearScale(
      1,
      Math.max(2, steps.length),
      [area.left + 16, area.right - 16],
      Math.min(steps.length, width / 40),
    );
    const y = rateScale(steps, [area.bottom - 10, area.top + 10]);
    return still(size, label, [
      grid(area, x.ticks.filter(Number.isInteger), x, (step) => `${step}`, y, formatRate),
      result === null
        ? null
        : html`<path class="stroke-pass" stroke="${lightColours.pass}" stroke-dasharray="5 4" d="M${area.left},${round(y.at(result))}H${area.right}"/>`,
      html`<path class="stroke-chart-plan" stroke="${lightColours['chart-plan']}" fill="none" d="M${steps.map(({ ratePerSecond }, index) => `${round(x.at(index + 1))},${round(y.at(ratePerSecond))}`).join('L')}"/>`,
      steps.map(({ outcome, ratePerSecond }, index) => mark(outcome, x.at(index + 1), y.at(ratePerSecond))),
    ]);
  });
}

/** The p99 of each step by rate; null if no step has one. */
export function searchLatencies(steps: readonly SearchStep[], label: string): Markup | null {
  const known = steps.flatMap((step) =>
    step.p99Us === null || step.p99Us <= 0 ? [] : [{ ...step, p99Us: step.p99Us }],
  );
  if (known.length === 0) return null;
  const latencies = known.map(({ p99Us }) => p99Us);
  return stills((size) => {
    const { width } = size;
    const area = areaOf(size);
    const x = rateScale(known, [area.left + 16, area.right - 24], width / 90);
    const y = decades(latencies, [area.bottom, area.top + 10]);
    return still(size, label, [
      grid(area, x.ticks, x, formatRate, y, formatDecade),
      known.map(({ outcome, ratePerSecond, p99Us }) => mark(outcome, x.at(ratePerSecond), y.at(p99Us))),
    ]);
  });
}

function areaOf({ width, height }: StillSize): PlotArea {
  return { left: 66, right: width - 12, top: 8, bottom: height - 24 };
}

function rateScale(
  steps: readonly Pick<SearchStep, 'ratePerSecond'>[],
  span: readonly [number, number],
  most = 5,
): Scale {
  const highest = Math.max(...steps.map(({ ratePerSecond }) => ratePerSecond));
  return linearScale(0, highest, span, most);
}

function decades(values: readonly number[], span: readonly [number, number]): Scale {
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)));
  return logScale(low, Math.max(10 * low, 10 ** Math.ceil(Math.log10(Math.max(...values)))), span);
}

function formatDecade(latencyUs: number): string {
  return formatLatency(latencyUs).replace(/\.0+ /, ' ');
}

function grid(
  { left, right, top, bottom }: PlotArea,
  acrossTicks: readonly number[],
  x: Scale,
  acrossLabel: (value: number) => string,
  y: Scale,
  upLabel: (value: number) => string,
): Content {
  const line = (path: string) => html`<path class="stroke-grid" stroke="${lightColours.grid}" d="${path}"/>`;
  return [
    y.ticks.map((tick) => {
      const height = round(y.at(tick));
      return html`${line(`M${left},${height}H${right}`)}<text class="fill-quiet" fill="${lightColours.quiet}" x="${left - 8}" y="${height + 4}" text-anchor="end">${upLabel(tick)}</text>`;
    }),
    acrossTicks.map((tick) => {
      const across = round(x.at(tick));
      return html`${line(`M${across},${top}V${bottom}`)}<text class="fill-quiet" fill="${lightColours.quiet}" x="${across}" y="${bottom + 17}" text-anchor="middle">${acrossLabel(tick)}</text>`;
    }),
  ];
}

/** How a step ended, each with its own shape; colour is redundant. */
export const stepLooks = {
  held: { word: 'held', colour: 'pass', shape: 'disc' },
  missed: { word: 'missed', colour: 'fail', shape: 'cross' },
  saturated: { word: 'void: the generator was the limit', colour: 'unknown', shape: 'ring' },
  'no-data': { word: 'void: no data', colour: 'unknown', shape: 'ring' },
  interrupted: { word: 'interrupted', colour: 'quiet', shape: 'ring' },
} as const satisfies Record<
  SearchStep['outcome'],
  { readonly word: string; readonly colour: Colour; readonly shape: 'disc' | 'cross' | 'ring' }
>;

/** The mark of a step around a point in pixels. */
export function mark(outcome: SearchStep['outcome'], acrossPixels: number, downPixels: number): Markup {
  const { colour, shape } = stepLooks[outcome];
  const light = lightColours[colour];
  const [x, y] = [round(acrossPixels), round(downPixels)];
  if (shape === 'disc') return html`<circle class="fill-${colour}" fill="${light}" cx="${x}" cy="${y}" r="5"/>`;
  const path =
    shape === 'cross' ? `M${x - 5},${y - 5}l10,10m0,-10l-10,10` : `M${x - 5},${y}a5,5 0 1 0 10,0a5,5 0 1 0 -10,0`;
  return html`<path class="stroke-${colour}" stroke="${light}" stroke-width="2.5" fill="none" d="${path}"/>`;
}
