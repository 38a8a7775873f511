import { UsageError } from '../../errors/errors.js';
import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import type { SweepRecord } from '../../record/series/sweep-record.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import type { LoadedScenario } from '../../scenario/load-scenario.js';
import { type GridAxis, type GridCell, gridAxes, gridCells } from '../../scenario/sweep-grid.js';
import { inVariant, prepareVariant } from '../check-variant.js';
import { expectedDurationMs, expectedSeries } from '../expected-duration.js';
import { figuresBeforehand } from '../figures-beforehand.js';
import type { GivenScenario } from '../given-scenario.js';
import { runSeries } from '../run-series.js';
import { seedOfRun } from '../seed-of-run.js';
import type { SeriesOutcome } from '../series.js';
import { seriesSetting } from '../series-setting.js';
import { runGrid } from './run-grid.js';

export interface SweepSettings extends Pick<SweepRecord, 'command' | 'gatesOn'> {
  /** As on the command line; empty: as in the scenario. */
  readonly vary: readonly string[];
  /** Null: as in the scenario, or 3. */
  readonly repeat: number | null;
  /** Empty: as in the scenario, or the default columns. */
  readonly figures: readonly ComparedFigure[];
}

const mostRuns = 1_000;
const usualRepeat = 3;

/**
 * Runs a scenario with every combination of some settings, several times each. Throws UsageError or EnvironmentError, naming
 * the cell, before anything starts.
 */
export async function sweepScenario(
  given: GivenScenario,
  { vary, command, gatesOn, ...settings }: SweepSettings,
  context: RunContext,
): Promise<SeriesOutcome<SweepRecord>> {
  const { progress } = context;
  const base = await given.load();
  const repeat = settings.repeat ?? base.sweep?.repeat ?? usualRepeat;
  const axes = gridAxes(vary, base.sweep);
  const cells = gridCells(axes);
  refuseTooMany(cells.length, repeat);
  const seeds = Array.from({ length: repeat }, (_, index) => seedOfRun(base.scenario.seed, index));
  const loaded = await loadCells(given, cells, seeds);
  await prepareCells(cells, loaded, context);
  for (const message of warningsIn(loaded)) progress.warn(message);
  const firsts = loaded.flatMap(([first]) => first ?? []);
  const eachMs = firsts.reduce((sum, { scenario }) => sum + expectedDurationMs(scenario), 0) / cells.length;
  progress.step(`${cells.length} cells, each run ${repeat === 1 ? 'once' : `${repeat} times`}`);
  progress.step(expectedSeries(cells.length * repeat, eachMs));
  const requestOf = (cell: number, repetition: number, { set }: GridCell, one: LoadedScenario) =>
    requestFor(one, context, {
      command: given.command([...set.flatMap((setting) => ['--set', setting]), '--seed', String(one.scenario.seed)]),
      seriesLabels: { cell: String(cell + 1), run: String(repetition + 1) },
    });
  const series = runGrid({
    about: {
      ...{ scenario: base.document.name, command, seed: base.scenario.seed, repeat, gatesOn },
      axes: axes.map(namesOf),
    },
    cells,
    figures: settings.figures.length > 0 ? settings.figures : figuresBeforehand(base.sweep?.figures ?? []),
    requests: cells.map((cell, index) =>
      (loaded[index] ?? []).map((one, repetition) => requestOf(index, repetition, cell, one)),
    ),
  });
  return runSeries(series, seriesSetting(context));
}

function refuseTooMany(cells: number, repeat: number): void {
  if (cells * repeat <= mostRuns) return;
  throw new UsageError(
    `The sweep has ${cells * repeat} runs (${cells} cells, ${repeat} runs each), and the maximum is ${mostRuns}. Vary fewer settings, or use a smaller --repeat. Nothing was started.`,
  );
}

/** Each cell with each seed: whether the moments of random faults fit depends on both. */
async function loadCells(
  given: GivenScenario,
  cells: readonly GridCell[],
  seeds: readonly number[],
): Promise<readonly (readonly LoadedScenario[])[]> {
  const loaded = [];
  for (const { name, set } of cells) {
    const ofCell = [];
    for (const seed of seeds)
      ofCell.push(await inVariant(`Cell ${name}`, () => given.load({ varied: set, seed: String(seed) })));
    loaded.push(ofCell);
  }
  return loaded;
}

/** Cells with the same server and workload are prepared once. */
async function prepareCells(
  cells: readonly GridCell[],
  loaded: readonly (readonly LoadedScenario[])[],
  context: RunContext,
): Promise<void> {
  const prepared = new Set<string>();
  for (const [index, { name }] of cells.entries()) {
    const first = loaded[index]?.[0];
    if (first === undefined) continue;
    const key = JSON.stringify([first.document.topology, first.document.workload]);
    if (prepared.has(key)) continue;
    prepared.add(key);
    await inVariant(`Cell ${name}`, () => prepareVariant(first, null, context));
  }
}

/** Each warning once: most concern every cell. */
function warningsIn(loaded: readonly (readonly LoadedScenario[])[]): readonly string[] {
  return [...new Set(loaded.flat().flatMap(({ warnings }) => warnings.map(({ message }) => message)))];
}

function namesOf({ name, values }: GridAxis): SweepRecord['axes'][number] {
  return { name, values: values.map((value) => value.name) };
}
