import { formatInUnit } from '../../format-figures.js';
import { type Content, html, type Markup } from '../markup.js';
import { lightColours } from '../page/palette.js';
import { linePath } from './paths.js';
import { linearScale, type PlotArea, type Scale } from './scale.js';
import { round, type StillSize, still, stills } from './still.js';

/** A figure of points in order, with its levels. */
export interface TrendLine {
  readonly unit: string;
  readonly points: readonly TrendLinePoint[];
  readonly levels: readonly TrendLevel[];
  /** Where it changed, by the position of the point. */
  readonly changes: readonly { readonly at: number; readonly direction: 'better' | 'worse' }[];
}

interface TrendLinePoint {
  readonly name: string;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The median from one point up to another. */
interface TrendLevel {
  readonly from: number;
  readonly to: number;
  readonly median: number;
}

/** The points with their intervals, the medians between changes, and the changes; once for wide and once for narrow screens. */
export function trendLineStill(line: TrendLine, label: string): Markup {
  return stills((size) => picture(line, size, label));
}

function picture(line: TrendLine, size: StillSize, label: string): Markup {
  const { width, height } = size;
  const area = { left: 66, right: width - 14, top: 20, bottom: height - 24 };
  const x = linearScale(0, Math.max(1, line.points.length - 1), [area.left + 8, area.right - 8], width / 130);
  const y = upScale(line, area);
  const changes = line.changes.map((change) => changeMark(change, x, area));
  return still(size, label, [axes(line, x, y, area), changes, levels(line, x, y), points(line, x, y)]);
}

/** From 0 only if that does not flatten the line. */
function upScale({ points }: TrendLine, { top, bottom }: PlotArea): Scale {
  const values = points.flatMap(({ median, low, high }) => [median, low, high].filter((value) => value !== null));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max((most - least) * 0.1, Math.abs(most) * 0.01, Number.EPSILON);
  const from =
    least >= 0 && least < 0.5 * most ? 0 : Math.max(least >= 0 ? 0 : Number.NEGATIVE_INFINITY, least - margin);
  return linearScale(from, most + margin, [bottom, top], 5);
}

function axes({ unit, points }: TrendLine, x: Scale, y: Scale, { left, right, bottom }: PlotArea): Content {
  const labels = y.ticks.map((tick) => formatInUnit(tick, unit));
  return [
    y.ticks.map((tick, index) => {
      const up = round(y.at(tick));
      const label = labels[index] === labels[index - 1] ? '' : labels[index];
      return html`<path class="stroke-grid" stroke="${lightColours.grid}" d="M${left},${up}H${right}"/><text class="fill-quiet" fill="${lightColours.quiet}" x="${left - 8}" y="${up + 4}" text-anchor="end">${label ?? ''}</text>`;
    }),
    x.ticks
      .filter((tick) => Number.isInteger(tick) && points[tick] !== undefined)
      .map((tick) => {
        const across = round(x.at(tick));
        const anchor = tick === 0 ? 'start' : across > right - 40 ? 'end' : 'middle';
        return html`<text class="fill-quiet" fill="${lightColours.quiet}" x="${across}" y="${bottom + 17}" text-anchor="${anchor}">${shortName(points[tick]?.name ?? '')}</text>`;
      }),
  ];
}

/** A date without its time, or an abbreviated commit. */
function shortName(name: string): string {
  return name.slice(0, 10);
}

/** Between the point of the change and the one before it. */
function changeMark({ at, direction }: TrendLine['changes'][number], x: Scale, { top, bottom }: PlotArea): Markup {
  const colour = direction === 'worse' ? 'fail' : 'pass';
  const across = round((x.at(at - 1) + x.at(at)) / 2);
  return html`<path class="stroke-${colour}" stroke="${lightColours[colour]}" stroke-dasharray="4 3" d="M${across},${top}V${bottom}"/><text class="fill-${colour}" fill="${lightColours[colour]}" x="${across}" y="${top - 7}" text-anchor="middle">${direction}</text>`;
}

function levels({ levels }: TrendLine, x: Scale, y: Scale): Content {
  return levels.map(
    ({ from, to, median }) =>
      html`<path class="stroke-quiet" stroke="${lightColours.quiet}" stroke-width="2" d="M${round(x.at(from) - 4)},${round(y.at(median))}H${round(x.at(to - 1) + 4)}"/>`,
  );
}

function points({ points }: TrendLine, x: Scale, y: Scale): Content {
  const colour = lightColours['chart-1'];
  const places = points.map(({ median }, at) => (median === null ? null : ([x.at(at), y.at(median)] as const)));
  return [
    html`<path class="stroke-chart-1" stroke="${colour}" stroke-opacity="0.4" fill="none" d="${linePath(places)}"/>`,
    points.map(({ median, low, high }, at) => {
      if (median === null) return null;
      const across = round(x.at(at));
      const bar =
        low === null || high === null || low === high
          ? null
          : html`<path class="stroke-chart-1" stroke="${colour}" stroke-width="1.5" d="M${across},${round(y.at(low))}V${round(y.at(high))}"/>`;
      return html`${bar}<circle class="fill-chart-1" fill="${colour}" cx="${across}" cy="${round(y.at(median))}" r="3"/>`;
    }),
  ];
}
