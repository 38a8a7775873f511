import type { RunRecord } from '../../../record/run-record.js';
import { percentileCurves } from '../../facts/percentile-curves.js';
import { type Colour, lineColours } from '../page/palette.js';
import { type ChartMarks, chartMarks } from './chart-marks.js';
import { type TimelineColumns, timelineColumns } from './timeline-columns.js';

/** The ids of the chart elements in the page. */
export const chartIds = {
  throughput: 'chart-throughput',
  latency: 'chart-latency',
  hits: 'chart-hits',
  offload: 'chart-offload',
  origin: 'chart-origin',
  originTime: 'chart-origin-time',
  percentiles: 'chart-percentiles',
  errors: 'chart-errors',
} as const;

/** Everything the page's script draws: numbers and names; the only styling is colour names. */
export interface ChartData {
  readonly marks: ChartMarks;
  readonly charts: readonly Chart[];
}

export interface Chart {
  readonly id: string;
  /** X axis: time in seconds from the start, or percentiles as 1 / (1 - q). */
  readonly over: 'time' | 'percentiles';
  readonly at: readonly number[];
  readonly unit: 'perSecond' | 'us' | 'percent';
  readonly stacked: boolean;
  /** The faults' milestones are numbered above it. */
  readonly hasMilestones: boolean;
  readonly lines: readonly Series[];
}

export interface Series {
  readonly label: string;
  readonly colour: Colour;
  readonly look: 'line' | 'dashed' | 'area';
  readonly values: readonly (number | null)[];
}

/** The charts of a record, without lines that have no values and charts that have no lines. */
export function chartData(record: RunRecord): ChartData {
  const columns = timelineColumns(record);
  const worst = columns.intervalsInPoint > 1 ? ', worst' : '';
  const time = timeChart(columns);
  const charts: readonly Chart[] = [
    {
      ...time,
      id: chartIds.throughput,
      hasMilestones: true,
      unit: 'perSecond',
      lines: [
        line('ok', 'chart-1', 'area', columns.okPerSecond),
        line('planned', 'chart-plan', 'dashed', columns.plannedPerSecond),
        line('not ok', 'chart-2', 'line', columns.notOkPerSecond),
      ],
    },
    {
      ...time,
      id: chartIds.latency,
      hasMilestones: true,
      unit: 'us',
      lines: [
        line('max', 'chart-2', 'line', columns.maxUs),
        line(`p99${worst}`, 'chart-1', 'line', columns.p99Us),
        line(`p50${worst}`, 'chart-3', 'line', columns.p50Us),
      ],
    },
    {
      ...time,
      id: chartIds.hits,
      unit: 'percent',
      // With an origin, it is drawn beside the offload.
      lines: record.origin ? [] : [line('hit rate', 'chart-1', 'area', columns.hitPercent)],
    },
    ...originCharts(columns),
    percentileChart(record),
    {
      ...time,
      id: chartIds.errors,
      unit: 'perSecond',
      stacked: true,
      lines: columns.errors.map(({ label, perSecond }, index) =>
        line(label, lineColours[index] ?? 'chart-plan', 'area', perSecond),
      ),
    },
  ];
  return {
    marks: chartMarks(record),
    charts: charts
      .map((chart) => ({ ...chart, lines: chart.lines.filter(({ values }) => values.some((value) => value !== null)) }))
      .filter(({ lines }) => lines.length > 0),
  };
}

/** The cache and its origin, on one time axis. */
function originCharts(columns: TimelineColumns): readonly Chart[] {
  const { origin, hitPercent } = columns;
  const anyRefused = origin.noConnectionPerSecond.some((rate) => rate !== null && rate > 0);
  const isSeen = origin.offloadPercent.some((value) => value !== null);
  const time = timeChart(columns);
  return [
    {
      ...time,
      id: chartIds.offload,
      unit: 'percent',
      lines: isSeen
        ? [line('offload', 'chart-1', 'area', origin.offloadPercent), line('hit rate', 'chart-3', 'dashed', hitPercent)]
        : [],
    },
    {
      ...time,
      id: chartIds.origin,
      unit: 'perSecond',
      lines: [
        line('reads', 'chart-1', 'area', origin.readsPerSecond),
        line('writes', 'chart-3', 'line', origin.writesPerSecond),
        line('failed', 'chart-2', 'line', origin.failedPerSecond),
        ...(anyRefused ? [line('no connection', 'chart-4', 'dashed', origin.noConnectionPerSecond)] : []),
      ],
    },
    {
      ...time,
      id: chartIds.originTime,
      unit: 'us',
      lines: [
        line('p99', 'chart-1', 'line', origin.p99Us),
        line('wait for a connection, p99', 'chart-2', 'dashed', origin.poolWaitP99Us),
      ],
    },
  ];
}

function percentileChart(record: RunRecord): Chart {
  const { nines, curves } = percentileCurves(record);
  return {
    id: chartIds.percentiles,
    over: 'percentiles',
    at: nines,
    unit: 'us',
    stacked: false,
    hasMilestones: false,
    lines: curves.map(({ label, sort, part, latenciesUs }) =>
      line(label, curveColours[part], sort === 'response' ? 'line' : 'dashed', latenciesUs),
    ),
  };
}

function timeChart({ startSeconds }: TimelineColumns) {
  return { over: 'time', at: startSeconds, stacked: false, hasMilestones: false } as const;
}

function line(label: string, colour: Colour, look: Series['look'], values: Series['values']): Series {
  return { label, colour, look, values };
}

const curveColours = { all: 'chart-2', steady: 'chart-1' } as const;
