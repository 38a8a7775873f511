import { formatCount, formatLatency } from '../../format-figures.js';
import type { Chart, Series } from '../charts/chart-data.js';
import type { ChartMarks } from '../charts/chart-marks.js';
import { type Content, html, type Markup } from '../markup.js';
import { lightColours } from '../page/palette.js';
import { areaPath, linePath, type PathPoint, stepPath, thinned } from './paths.js';
import { linearScale, logScale, type PlotArea, type Scale } from './scale.js';
import { round, type StillSize, still } from './still.js';
import { stillMarks, stillNumbers } from './still-marks.js';

/** A chart as a picture without a script: axes, phases and faults, numbered milestones, and the lines. */
export function stillChart(chart: Chart, marks: ChartMarks, size: StillSize, label: string): Markup {
  const milestones = chart.hasMilestones ? marks.milestones : [];
  const isTime = chart.over === 'time';
  const area = {
    left: 66,
    right: size.width - (isTime ? 12 : 30),
    top: !isTime ? 10 : milestones.length > 0 ? 62 : 42,
    bottom: size.height - 24,
  };
  const x = acrossScale(chart, area);
  const y = upScale(chart, area);
  return still(
    size,
    label,
    html`${isTime ? stillMarks(marks, x, area) : null}${axes(chart, x, y, area)}
${linesOf(chart, x, y, area)}${stillNumbers(milestones, x, area)}`,
  );
}

function acrossScale({ over, at }: Chart, { left, right }: PlotArea): Scale {
  const last = at.at(-1) ?? 1;
  if (over === 'time') return linearScale(at[0] ?? 0, last, [left, right], (right - left) / 64);
  const scale = logScale(1, Math.max(10, last), [left, right]);
  // The median deserves its own tick.
  return { ...scale, ticks: apart([1, 2, ...scale.ticks.slice(1)], scale, 62) };
}

function apart(ticks: readonly number[], { at }: Scale, pixels: number): readonly number[] {
  const kept: number[] = [];
  for (const tick of ticks) if (kept.length === 0 || at(tick) - at(kept.at(-1) ?? tick) >= pixels) kept.push(tick);
  return kept;
}

function upScale({ unit, lines, stacked }: Chart, { top, bottom }: PlotArea): Scale {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  if (unit === 'percent') return linearScale(0, 103, [bottom, top], 5);
  if (unit === 'us') {
    const positive = values.filter((value) => value > 0);
    const low = 10 ** Math.floor(Math.log10(least(positive)));
    return logScale(low, Math.max(10 * low, 10 ** Math.ceil(Math.log10(greatest(positive)))), [bottom, top]);
  }
  const highest = stacked ? greatest(stackedTops(lines).at(-1) ?? []) : greatest(values);
  return linearScale(0, Math.max(1, highest * 1.06), [bottom, top], 5);
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), values[0] ?? 1);
}

function greatest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), values[0] ?? 1);
}

function axes(chart: Chart, x: Scale, y: Scale, { left, right, top, bottom }: PlotArea): Content {
  return [
    y.ticks.map((tick) => {
      const height = round(y.at(tick));
      return html`<path class="stroke-grid" stroke="${lightColours.grid}" d="M${left},${height}H${right}"/><text class="fill-quiet" fill="${lightColours.quiet}" x="${left - 8}" y="${height + 4}" text-anchor="end">${upLabels[chart.unit](tick)}</text>`;
    }),
    x.ticks.map((tick) => {
      const across = round(x.at(tick));
      const label = chart.over === 'time' ? `${Number(tick.toPrecision(6))} s` : percentileLabel(tick);
      return html`<path class="stroke-grid" stroke="${lightColours.grid}" d="M${across},${top}V${bottom}"/><text class="fill-quiet" fill="${lightColours.quiet}" x="${across}" y="${bottom + 17}" text-anchor="middle">${label}</text>`;
    }),
  ];
}

const upLabels = {
  perSecond: (value) => `${formatCount(value)}/s`,
  percent: (value) => `${value} %`,
  us: (value) => formatLatency(value).replace(/\.00 /, ' ').replace(/\.0 /, ' '),
} as const satisfies Record<Chart['unit'], (value: number) => string>;

function percentileLabel(nines: number): string {
  return `${Number((100 * (1 - 1 / nines)).toFixed(Math.max(1, Math.ceil(Math.log10(nines)))))} %`;
}

/** The first line is drawn last, on top, unless lines are stacked. */
function linesOf(chart: Chart, x: Scale, y: Scale, { bottom }: PlotArea): Content {
  const tops = chart.stacked ? stackedTops(chart.lines) : chart.lines.map(({ values }) => values);
  const drawn = chart.lines.map(({ colour, look }, index) => {
    const points = thinned((tops[index] ?? []).map((value, point) => place(chart, x, y, value, chart.at[point] ?? 0)));
    const light = lightColours[colour];
    if (chart.stacked) return html`<path class="fill-${colour}" fill="${light}" d="${stepPath(points, bottom)}"/>`;
    const area =
      look === 'area'
        ? html`<path class="fill-${colour}" fill="${light}" fill-opacity="0.13" d="${areaPath(points, bottom)}"/>`
        : null;
    return html`${area}<path class="stroke-${colour}" stroke="${light}" fill="none" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="${look === 'dashed' ? '5 4' : 'none'}" d="${linePath(points)}"/>`;
  });
  return chart.stacked ? drawn.toReversed() : drawn;
}

function place({ unit }: Chart, x: Scale, y: Scale, value: number | null, at: number): PathPoint {
  if (value === null || (unit === 'us' && value <= 0)) return null;
  return [x.at(at), y.at(value)];
}

/** Stacks each line on those before it. */
function stackedTops(lines: readonly Series[]): readonly (readonly number[])[] {
  const sums = (lines[0]?.values ?? []).map(() => 0);
  return lines.map(({ values }) =>
    values.map((value, point) => {
      const sum = (sums[point] ?? 0) + (value ?? 0);
      sums[point] = sum;
      return sum;
    }),
  );
}
