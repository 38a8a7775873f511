import { UsageError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';

/** A position in a document: keys and list indexes from the top. */
export type DocumentPath = readonly (string | number)[];

/** A problem in a document, not yet traced to a line or flag. */
export interface DocumentProblem {
  readonly path: DocumentPath;
  /** A sentence without its full stop, usually `expected ..., found ...`. */
  readonly message: string;
  readonly suggestion?: string;
  /** What to do about it, as a clause; only for a value from the file. */
  readonly remedy?: string;
  /** Offset in characters where the problem begins in the text at `path`. */
  readonly offset?: number;
  /** The problem is the key, not its value. */
  readonly atKey?: boolean;
}

/** A problem with a location that the user can look up. */
export interface ScenarioProblem {
  /** `file:line:column`, or the flag that set the value. */
  readonly place: string;
  /** Dotted: `faults.0.at`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** A scenario that can't be run, with all its problems. Exit code 2. */
export class InvalidScenarioError extends UsageError {
  readonly problems: readonly ScenarioProblem[];

  constructor(reference: string, found: readonly ScenarioProblem[]) {
    const problems = found.map(printable);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
    super([`Scenario ${foreignText(reference)} has ${count}; nothing was started.`, ...lines].join('\n'));
    this.problems = problems;
  }
}

/** Messages and paths quote a file that others may have written. */
function printable({ place, path, message, suggestion }: ScenarioProblem): ScenarioProblem {
  return { place: foreignText(place), path: foreignText(path, 200), message: foreignText(message, 2_000), suggestion };
}

/** One line: `file:line:column path: expected ..., found ...; did you mean "..."?` */
function formatProblem({ place, path, message, suggestion }: ScenarioProblem): string {
  const question = suggestion === null ? '' : `; did you mean "${suggestion}"?`;
  return `${place}${path === '' ? '' : ` ${path}`}: ${message}${question}`;
}

const longestShown = 80;

/** A value as shown in `found ...`: short, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return foreignText(String(value), longestShown);
  const shown = foreignText(value, longestShown);
  return `"${shown}"`;
}

/** The value at a path in a document; undefined if there is none. */
export function valueAt(document: unknown, path: DocumentPath): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
