import { UsageError } from '../errors/errors.js';
import { foreignLines, foreignText } from '../model/foreign-text.js';
import { loadScenario } from './load-scenario.js';
import { InvalidScenarioError, type ScenarioProblem } from './problem.js';
import type { SweepSection } from './sweep-field.js';
import { gridAxes, gridCells } from './sweep-grid.js';

/** The result of checking one scenario file. */
export interface Validation {
  readonly file: string;
  readonly valid: boolean;
  /** The whole message, including problems; null if the file is valid. */
  readonly error: string | null;
  /** Also empty if there is no file to check; `error` then reports that. */
  readonly problems: readonly ScenarioProblem[];
  readonly warnings: readonly string[];
}

/** Performs the checks of a run before it starts anything, and returns what it would be rejected for. */
export async function validateScenario(reference: string, machine: { readonly cpuCount: number }): Promise<Validation> {
  const file = foreignText(reference);
  try {
    const { warnings, sweep } = await loadScenario(reference, {}, machine);
    if (sweep !== null) await validateCells(reference, sweep, machine);
    return {
      file,
      valid: true,
      error: null,
      problems: [],
      warnings: warnings.map(({ message }) => foreignText(message, 2_000)),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const problems = error instanceof InvalidScenarioError ? error.problems : [];
    return { file, valid: false, error: foreignLines(error.message), problems, warnings: [] };
  }
}

/** Throws UsageError for the first cell of the sweep section that can't be run. */
async function validateCells(
  reference: string,
  sweep: SweepSection,
  machine: { readonly cpuCount: number },
): Promise<void> {
  for (const { name, set } of gridCells(gridAxes([], sweep)))
    await loadScenario(reference, { set }, machine).catch((error: unknown) => {
      throw error instanceof UsageError ? new UsageError(`Cell ${name}: ${error.message}`) : error;
    });
}
