import { InternalError, UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { chooseFault, type FaultChoice } from '../fault/fault-plan.js';
import { faultNamed, faults } from '../fault/registry.js';
import type { Recovery } from '../model/scenario.js';
import { isKeyOf, keysOf } from '../model/table.js';
import { durationMs } from '../units/duration.js';
import { checkDocument } from './check-document.js';
import { applyOverrides } from './overrides.js';
import type { DocumentPath, DocumentProblem } from './problem.js';

/** A fault as written on a command line. */
export interface WrittenFault {
  readonly name: string;
  /** `primary`, `replica`, `n2`, `node:n2`, `az-1`. */
  readonly target?: string | undefined;
  /** `option=value`. */
  readonly set?: readonly string[] | undefined;
  readonly recover?: string | undefined;
  readonly after?: string | undefined;
}

/** A fault that strikes on request. `afterMs` null: no automatic recovery. */
export type ReadFault = FaultChoice & { readonly recover: Recovery; readonly afterMs: number | null };

/** The faults that need no run, each with its summary. */
export const faultSummaries: readonly (readonly [name: string, summary: string])[] = keysOf(faults).flatMap((name) => {
  const { summary, needsOrigin, needsKeys, needsAgents } = faultNamed(name);
  return needsOrigin === undefined && !needsKeys && !needsAgents ? [[name, summary] as const] : [];
});

/** Parses a fault with the scenario schema and its messages. Throws UsageError naming the flag of each problem. */
export function readFault(written: WrittenFault): ReadFault {
  const { name } = written;
  if (!isKeyOf(faults, name)) {
    const names = keysOf(faults);
    const meant = nearestWord(name, names);
    const question = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    throw new UsageError(`There is no fault ${JSON.stringify(name)}.${question} Faults: ${names.join(', ')}`);
  }
  const malformed = (written.set ?? []).filter((assignment) => !/^[^\s=.][^\s=]*=/.test(assignment));
  if (malformed.length > 0)
    throw refusal(
      name,
      malformed.map((found) => `--set: expected option=value, such as signal=SIGTERM, found ${JSON.stringify(found)}`),
    );
  const { value, problems } = applyOverrides(documentOf(written), {
    set: (written.set ?? []).map((assignment) => `faults.0.${name}.${assignment.trimStart()}`),
  });
  if (problems.length > 0)
    throw refusal(
      name,
      problems.map(({ place, message }) => `${place}: ${message}`),
    );
  const checked = checkDocument(value);
  if ('problems' in checked)
    throw refusal(
      name,
      checked.problems.map((problem) => line(problem, written)),
    );
  const [entry] = checked.document.faults;
  if (entry === undefined) throw new InternalError('a document with one fault was checked, but has none');
  const { recover } = entry;
  const choice = chooseFault(name, entry[name]);
  // Default: the fault stays until it is healed.
  if (written.after === undefined && recover === 'none') return { ...choice, recover, afterMs: null };
  return { ...choice, recover, afterMs: durationMs(entry.after) };
}

function documentOf({ name, target, recover, after }: WrittenFault): unknown {
  const entry = {
    at: '0s',
    [name]: target === undefined ? {} : { target: targetOf(target) },
    ...(recover !== undefined && { recover }),
    ...(after !== undefined && { after }),
  };
  return { name: 'fault', faults: [entry] };
}

/**
 * A plain word is unchanged; `node:n2` means `{ node: n2 }` in a file. `n2` is short for that, and `az-1` for `{ zone: az-1
 * }`.
 */
function targetOf(text: string): unknown {
  const [, key, value] = /^\{?\s*([a-z]+)\s*[:=]\s*([^\s{}]+)\s*\}?$/i.exec(text) ?? [];
  if (key !== undefined) return { [key]: value };
  if (/^az-\d+$/.test(text)) return { zone: text };
  return /^[a-z]\d+$/.test(text) ? { node: text } : text;
}

function line({ path, message, suggestion }: DocumentProblem, written: WrittenFault): string {
  const question = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `${place(path, written)}: ${message}${question}`;
}

function place(path: DocumentPath, { target }: WrittenFault): string {
  const [, , key, option, ...rest] = path;
  if (key === 'recover' || key === 'after') return `--${key}`;
  if (option === 'target' && target !== undefined) return '--target';
  return `--set ${[option, ...rest].join('.')}`.trimEnd();
}

function refusal(name: string, lines: readonly string[]): UsageError {
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  return new UsageError(
    [`The fault ${name} has ${count}; nothing was changed.`, ...lines.map((each) => `  ${each}`)].join('\n'),
  );
}
