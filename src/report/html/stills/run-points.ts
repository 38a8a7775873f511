import { type Content, html, type Markup } from '../markup.js';
import { type Colour, lightColours } from '../page/palette.js';
import { linearScale, type Scale } from './scale.js';
import { axis, round, type StillSize, still, stills } from './still.js';

/** A figure of several runs: one point per run, in lanes one below the other. */
export interface RunPoints {
  readonly unit: string;
  readonly lanes: readonly Lane[];
  /** A combined interval in the unit of the figure; a bar in its own lane. */
  readonly interval: {
    readonly label: string;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
  } | null;
  /** A line through all lanes, for comparison. */
  readonly reference: number | null;
}

interface Lane {
  readonly label: string;
  readonly colour: Colour;
  readonly median: number | null;
  /** In run order, from top to bottom. */
  readonly values: readonly (number | null)[];
}

const laneHeight = 34;
const intervalHeight = 20;
const left = 78;

/** The points of each run, a mark at each lane's median, and the interval; once for wide and once for narrow screens. */
export function runPointsStill(points: RunPoints, label: string): Markup {
  return stills((size) => picture(points, size, label));
}

function picture(points: RunPoints, size: StillSize, label: string): Markup {
  const { lanes, interval } = points;
  const bottom = 6 + lanes.length * laneHeight + (interval === null ? 0 : intervalHeight);
  const x = scaleOf(points, size.width);
  return still({ ...size, height: bottom + 22 }, label, [
    axis(points.unit, x, bottom),
    reference(points.reference, x, bottom),
    lanes.map((lane, index) => laneOf(lane, x, 6 + index * laneHeight)),
    interval === null ? null : intervalBar(interval, x, bottom - intervalHeight / 2),
  ]);
}

function scaleOf({ lanes, interval }: RunPoints, width: number): Scale {
  const values = [
    ...lanes.flatMap((lane) => lane.values.filter((value) => value !== null)),
    ...(interval === null ? [] : [interval.low, interval.high]),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Runs that agree are centred, not at an edge.
  const margin = high > low ? (high - low) * 0.06 : Math.max(1, Math.abs(high) * 0.1);
  const from = low >= 0 ? Math.max(0, low - margin) : low - margin;
  return linearScale(from, high + margin, [left, width - 36], (width - left) / 72);
}

function reference(value: number | null, x: Scale, bottom: number): Content {
  if (value === null) return null;
  return html`<path class="stroke-quiet" stroke="${lightColours.quiet}" stroke-dasharray="2 3" d="M${round(x.at(value))},2V${bottom}"/>`;
}

function laneOf({ label, colour, median, values }: Lane, x: Scale, top: number): Markup {
  const step = (laneHeight - 14) / Math.max(1, values.length - 1);
  const light = lightColours[colour];
  return html`<text class="fill-ink" fill="${lightColours.ink}" x="${left - 10}" y="${top + laneHeight / 2 + 4}" text-anchor="end">${label}</text>${
    median === null
      ? null
      : html`<path class="stroke-${colour}" stroke="${light}" stroke-width="2" d="M${round(x.at(median))},${top + 3}V${top + laneHeight - 3}"/>`
  }${values.map((value, index) =>
    value === null
      ? null
      : html`<circle class="fill-${colour}" fill="${light}" fill-opacity="0.65" cx="${round(x.at(value))}" cy="${round(top + (values.length === 1 ? laneHeight / 2 : 7 + index * step))}" r="3.5"/>`,
  )}`;
}

function intervalBar({ label, low, middle, high }: NonNullable<RunPoints['interval']>, x: Scale, y: number): Markup {
  const [from, to] = [round(x.at(low)), round(x.at(high))];
  return html`<text class="fill-ink" fill="${lightColours.ink}" x="${left - 10}" y="${y + 4}" text-anchor="end">${label}</text><path class="stroke-ink" stroke="${lightColours.ink}" stroke-width="2" fill="none" d="M${from},${y - 5}V${y + 5}M${from},${y}H${to}M${to},${y - 5}V${y + 5}"/><circle class="fill-ink" fill="${lightColours.ink}" cx="${round(x.at(middle))}" cy="${y}" r="4"/>`;
}
