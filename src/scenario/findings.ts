import type { DocumentProblem } from './problem.js';

/** Something doubtful, that a person should know before the run. */
export interface ScenarioWarning {
  readonly code: string;
  readonly message: string;
}

/** What is wrong with a scenario as a whole, and what is only doubtful. */
export interface Findings {
  readonly problems: DocumentProblem[];
  readonly warnings: ScenarioWarning[];
}
