import type { DocumentProblem } from './problem.js';

/** Something questionable that the user should know before the run. */
export interface ScenarioWarning {
  readonly code: string;
  readonly message: string;
}

/** The errors and warnings about a scenario as a whole. */
export interface Findings {
  readonly problems: DocumentProblem[];
  readonly warnings: ScenarioWarning[];
}
