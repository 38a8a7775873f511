import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import { defaultFigures, readBoundedFigure } from '../../gate/compare/compared-figures.js';
import { exampleRun } from '../../gate/compare/example-run.js';
import { lossShare } from '../../gate/compare/loss-share.js';
import { medianInterval } from '../../gate/compare/statistics.js';
import { summarizeGates } from '../../gate/compare/summarize-runs.js';
import { combineVerdicts } from '../../model/verdict.js';
import type { RunRecord } from '../../record/run-record.js';
import type { CellFigure, SweepRecord } from '../../record/series/sweep-record.js';
import type { GridCell } from '../../scenario/sweep-grid.js';
import type { CountedRun, RunsOutcome } from '../series.js';
import { settingsOf } from '../settings-of.js';
import { cellCosts, type PricedCell, withRelativeCosts } from './cell-costs.js';

/** What is known about a sweep before it begins. */
export type SweepAbout = Pick<
  SweepRecord,
  'id' | 'scenario' | 'startedAt' | 'command' | 'seed' | 'repeat' | 'gatesOn' | 'axes'
>;

/** The columns of a table without any named figures; in closed loop, there is no response time. */
const columnsByDefault = [
  'throughput',
  'response_time.p99',
  'service_time.p99',
  'unavailability.write',
  'lost_writes',
] as const;

/** The figures and gate verdicts of each cell, and of all together. `figures` empty: the default columns. */
export function summarizeSweep(
  about: SweepAbout,
  cells: readonly GridCell[],
  figures: readonly ComparedFigure[],
  { counted, replaced }: RunsOutcome,
): SweepRecord {
  const records = counted.map(({ record }) => record);
  const columns = figures.length > 0 ? figures : defaultColumns(records);
  const variants = withRelativeCosts(
    cells.map((cell) =>
      cellOf(
        cell,
        counted.filter(({ variant }) => variant.name === cell.name),
        columns,
        about.gatesOn,
      ),
    ),
    about.axes,
  );
  const complete = records.filter(({ run }) => !run.interrupted);
  const verdict = combineVerdicts(variants.map((variant) => variant.verdict));
  const example = exampleRun(complete.filter((record) => record.verdict === verdict)) ?? exampleRun(records);
  return {
    seriesVersion: 1,
    kind: 'sweep',
    ...about,
    figures: columns.map(({ name, unit }) => ({ name, unit })),
    variants,
    replaced,
    ...(example && { example }),
    verdict,
    interrupted: complete.length < cells.length * about.repeat,
  };
}

function defaultColumns(records: readonly RunRecord[]): readonly ComparedFigure[] {
  return defaultFigures(records).filter(({ name }) => columnsByDefault.some((column) => column === name));
}

function cellOf(
  { name, values, set }: GridCell,
  runs: readonly CountedRun[],
  columns: readonly ComparedFigure[],
  gatesOn: SweepRecord['gatesOn'],
): PricedCell {
  const records = runs.map(({ record }) => record);
  const complete = records.filter(({ run }) => !run.interrupted);
  return {
    name,
    values,
    settings: settingsOf(set),
    runs: runs.map(({ recordPath }) => recordPath ?? ''),
    figures: Object.fromEntries(columns.map((column) => [column.name, cellFigure(column, records)])),
    losses: lossShare(records),
    costs: cellCosts(records),
    ...summarizeGates(complete.length > 0 ? complete : records, gatesOn),
  };
}

function cellFigure(column: ComparedFigure, records: readonly RunRecord[]): CellFigure {
  const { values, isBound, missing } = readBoundedFigure(column, records);
  const interval = medianInterval(values);
  const isLowerBound = values.some(
    (value, index) => value !== null && isBound[index] === true && value <= (interval.median ?? 0),
  );
  return { ...interval, values, isLowerBound, missing };
}
