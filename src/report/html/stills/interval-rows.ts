import { html, type Markup } from '../markup.js';
import { type Colour, lightColours } from '../page/palette.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { axis, round, type StillSize, still, stills } from './still.js';

/** One figure of several variants: a row per variant. */
export interface IntervalRows {
  readonly unit: string;
  readonly rows: readonly IntervalRow[];
}

interface IntervalRow {
  readonly label: string;
  readonly colour: Colour;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The figure is at least this: the interval is open to the right. */
  readonly isLowerBound: boolean;
  readonly values: readonly (number | null)[];
}

const rowHeight = 34;
const left = 8;
/** Above this ratio between values, a linear axis would squeeze the small ones together. */
const logRatio = 30;

/** Median, interval and runs of each variant, one row below the other; once for wide and once for narrow screens. */
export function intervalRowsStill(plot: IntervalRows, label: string): Markup {
  return stills((size) => picture(plot, size, label));
}

function picture({ unit, rows }: IntervalRows, size: StillSize, label: string): Markup {
  const bottom = 6 + rows.length * rowHeight;
  const x = scaleOf(rows, size.width);
  const content = [axis(unit, x, bottom), rows.map((row, index) => rowOf(row, x, 6 + index * rowHeight))];
  return still({ ...size, height: bottom + 22 }, label, content);
}

function scaleOf(rows: readonly IntervalRow[], width: number): Scale {
  const values = rows.flatMap(({ values, low, high }) => [...values, low, high].filter((value) => value !== null));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ends = [left + 8, width - 36] as const;
  if (least > 0 && most / least > logRatio) return logScale(least / 1.2, most * 1.2, ends);
  return linearScale(0, most > 0 ? most * 1.05 : 1, ends, width / 90);
}

function rowOf({ label, colour, median, low, high, isLowerBound, values }: IntervalRow, x: Scale, top: number): Markup {
  const light = lightColours[colour];
  const y = top + 24;
  const name = html`<text class="fill-ink" fill="${lightColours.ink}" x="${left}" y="${top + 12}">${label}</text>`;
  if (median === null || low === null || high === null)
    return html`${name}<text class="fill-quiet" fill="${lightColours.quiet}" x="${left + 8}" y="${y + 4}">no data</text>`;
  const [from, to, at] = [low, high, median].map((value) => round(x.at(value)));
  return html`${name}${
    low === high
      ? null
      : html`<path class="stroke-${colour}" stroke="${light}" stroke-width="2" fill="none" d="M${from ?? 0},${y - 5}V${y + 5}M${from ?? 0},${y}H${to ?? 0}M${to ?? 0},${y - 5}V${y + 5}"/>`
  }${values.map((value) =>
    value === null
      ? null
      : html`<circle class="fill-${colour}" fill="${light}" fill-opacity="0.45" cx="${round(x.at(value))}" cy="${y}" r="3"/>`,
  )}<circle class="fill-${colour}" fill="${light}" cx="${at ?? 0}" cy="${y}" r="4.5"/>${
    isLowerBound
      ? html`<path class="stroke-${colour}" stroke="${light}" stroke-width="2" fill="none" d="M${(at ?? 0) + 7},${y}h12m-5,-5l5,5l-5,5"/>`
      : null
  }`;
}
