import { numberGroups } from '../charts/number-groups.js';
import { markScript } from './mark-script.js';

/**
 * Draws the charts in the reader's browser with uPlot: in the style sheet's colours, light or dark by preference, and again
 * when that or the width changes. Text rather than a module, because it never runs in Node and is embedded as is.
 */
export const pageScript = `(() => {
'use strict';
const { marks, charts } = JSON.parse(document.getElementById('chart-data').textContent);
const narrow = matchMedia('(max-width: 640px)');
let drawn = [];

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const digits = (value) => Number(value.toPrecision(3));
const formats = {
  perSecond: (value) => Math.round(value).toLocaleString('en-US') + '/s',
  percent: (value) => digits(value) + ' %',
  us: (value) =>
    value < 1000 ? digits(value) + ' µs' : value < 1e6 ? digits(value / 1e3) + ' ms' : digits(value / 1e6) + ' s',
};
const percentileOf = (nines) => Number((100 * (1 - 1 / nines)).toFixed(Math.max(1, Math.ceil(Math.log10(nines))))) + ' %';
const font = (size) => size + 'px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

${numberGroups.toString()}

function phaseAt(second) {
  const begun = marks.phases.filter(({ from }) => from <= second);
  return begun.length === 0 ? '' : ', ' + begun[begun.length - 1].name;
}

${markScript}

/** Stacks each line on top of the previous ones; the highest is drawn first. */
function stacked(lines) {
  const sums = lines[0].values.map(() => 0);
  return lines.map(({ values }) => values.map((value, point) => (sums[point] += value || 0)));
}

function seriesOf(chart, line, values) {
  const area = line.look === 'area';
  return {
    label: line.label,
    stroke: colourOf(line.colour),
    width: chart.over === 'percentiles' ? 2 : 1.25,
    dash: line.look === 'dashed' ? [6, 4] : undefined,
    fill: area ? colourOf(line.colour) + (chart.stacked ? 'd0' : '22') : undefined,
    paths: chart.stacked ? uPlot.paths.stepped({ align: 1 }) : undefined,
    points: { show: false },
    spanGaps: false,
    value: (u, value, series, point) => (point === null ? '' : values[point] === null ? '–' : formats[chart.unit](values[point])),
  };
}

const within = (values, { min, max }) => values.filter((value) => value >= min && value <= max);

/** Drops labels closer to the previous one than this many pixels. */
function apart(u, splits, pixels) {
  let last = -Infinity;
  return splits.map((value) => {
    const at = u.valToPos(value, 'x');
    if (at - last < pixels) return null;
    last = at;
    return value;
  });
}

function optionsOf(chart, width) {
  const time = chart.over === 'time';
  const log = chart.unit === 'us';
  const axis = {
    stroke: colourOf('quiet'),
    font: font(11.5),
    grid: { stroke: colourOf('grid'), width: 1 },
    ticks: { stroke: colourOf('grid'), width: 1, size: 4 },
  };
  const milestones = chart.hasMilestones ? marks.milestones : [];
  const lines = chart.stacked ? [...chart.lines].reverse() : chart.lines;
  return {
    width,
    height: narrow.matches ? 250 : 270,
    padding: [!time ? 10 : milestones.length > 0 ? 62 : 44, time ? 14 : 36, 0, 0],
    legend: { markers: { dash: (u, index) => (u.series[index].dash ? 'dashed' : 'solid') } },
    cursor: { y: false, drag: { x: time, y: false }, sync: time ? { key: 'time', setSeries: false } : undefined },
    focus: { alpha: 1 },
    scales: {
      x: { time: false, distr: time ? 1 : 3 },
      y: log ? { distr: 3 } : { range: (u, low, high) => [0, chart.unit === 'percent' ? 103 : Math.max(1, high * 1.06)] },
    },
    axes: [
      {
        ...axis,
        size: 34,
        space: 56,
        ...(time
          ? { values: (u, splits) => splits.map((second) => digits(second) + ' s') }
          : {
              splits: (u) => within([1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8], u.scales.x),
              filter: (u, splits) => apart(u, splits, 52),
              values: (u, splits) => splits.map((nines) => (nines === null ? null : percentileOf(nines))),
            }),
      },
      {
        ...axis,
        size: 68,
        ...(log && { splits: (u) => within([1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9], u.scales.y), filter: (u, splits) => splits }),
        values: (u, splits) => splits.map((value) => (value === null ? null : formats[chart.unit](value))),
      },
    ],
    series: [
      {
        label: time ? 'at' : 'percentile',
        value: (u, value) => (value === null ? '' : time ? value.toFixed(1) + ' s' + phaseAt(value) : percentileOf(value)),
      },
      ...lines.map((line) => seriesOf(chart, line, line.values)),
    ],
    hooks: time
      ? { drawClear: [drawSpans], draw: [(u) => drawMoments(u, milestones), (u) => numberMoments(u, milestones)] }
      : {},
  };
}

function dataOf(chart) {
  const values = chart.stacked ? stacked(chart.lines).reverse() : chart.lines.map((line) => line.values);
  return [chart.at, ...values];
}

/** Arrow keys move the cursor; a screen reader announces its values. */
function readByKeys(event, u, chart, announcement) {
  const last = chart.at.length - 1;
  const stride = event.shiftKey ? 10 : 1;
  const now = u.cursor.idx ?? 0;
  const next = { ArrowLeft: now - stride, ArrowRight: now + stride, Home: 0, End: last }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const point = Math.min(last, Math.max(0, next));
  u.setCursor({ left: u.valToPos(chart.at[point], 'x'), top: 10 });
  announcement.textContent = u.series.map((series, index) => series.label + ' ' + series.value(u, u.data[index][point], index, point)).join(', ');
}

function draw() {
  for (const u of drawn) u.destroy();
  drawn = charts.map((chart) => {
    const figure = document.getElementById(chart.id);
    figure.classList.add('drawn');
    const plot = figure.querySelector('.plot');
    plot.hidden = false;
    const u = new uPlot(optionsOf(chart, plot.clientWidth), dataOf(chart), plot);
    plot.onkeydown = (event) => readByKeys(event, u, chart, figure.querySelector('[aria-live]'));
    return u;
  });
}

/** Adapts charts to their width, and makes only boxes that scroll focusable. */
function fit() {
  for (const u of drawn) {
    const { clientWidth } = u.root.parentElement;
    if (clientWidth !== u.width) u.setSize({ width: clientWidth, height: narrow.matches ? 250 : 270 });
  }
  for (const box of document.querySelectorAll('.scroll')) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
}

/** Opens folded sections for printing, and folds them again afterwards. */
function unfold(forPaper) {
  for (const details of document.querySelectorAll('details')) {
    if (forPaper && !details.open) details.dataset.folded = '';
    if (forPaper) details.open = true;
    else if ('folded' in details.dataset) {
      details.open = false;
      delete details.dataset.folded;
    }
  }
}

draw();
fit();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', ({ matches }) => unfold(matches));
addEventListener('resize', fit);
})();
`;
