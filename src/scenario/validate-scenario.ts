import { UsageError } from '../errors/errors.js';
import { foreignLines, foreignText } from '../model/foreign-text.js';
import { loadScenario } from './load-scenario.js';
import { InvalidScenarioError, type ScenarioProblem } from './problem.js';

/** What came of checking one scenario file. */
export interface Validation {
  readonly file: string;
  readonly valid: boolean;
  /** The whole message, problems included; null when the file is valid. */
  readonly error: string | null;
  /** Empty also where there is no file to find problems in; `error` then says so. */
  readonly problems: readonly ScenarioProblem[];
  readonly warnings: readonly string[];
}

/** Checks a scenario as a run would before it starts anything, and gives what a run would have refused it for. */
export async function validateScenario(reference: string, machine: { readonly cpuCount: number }): Promise<Validation> {
  const file = foreignText(reference);
  try {
    const { warnings } = await loadScenario(reference, {}, machine);
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
