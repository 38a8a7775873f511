import type { RunRecord } from '../../record/run-record.js';
import type { SideDifference } from '../../record/series/comparison.js';

/** Parts of a scenario that don't affect the measurement, or that differ between any two runs. */
const ignored = ['seed', 'gates', 'description'] as const;

/** The workload: if it differs, so do the figures, whatever the cluster. */
const question = [
  'name',
  'phases',
  'faults',
  ...['rate', 'pacer', 'requests', 'mix', 'commands', 'keys', 'distribution', 'valueSize', 'data'].map(
    (key) => `workload.${key}`,
  ),
] as const;

/** The parts of a record that show how it was measured. */
export type RunTraits = Pick<RunRecord, 'scenario' | 'environment' | 'run'>;

/** All differences between the runs of the two sides before measurement: scenario, versions, machine. */
export function sideDifferences(base: readonly RunTraits[], changed: readonly RunTraits[]): readonly SideDifference[] {
  const [left, right] = [traitsOf(base), traitsOf(changed)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((what) => {
    const [one, other] = [left.get(what) ?? 'nothing', right.get(what) ?? 'nothing'];
    return one === other ? [] : [{ what, base: one, new: other }];
  });
}

/** The scenario paths in which the runs of one side differ among themselves. */
export function mixedPaths(records: readonly RunRecord[]): readonly string[] {
  const documents = records.map((record) => flatten(scenarioOf(record)));
  const paths = new Set(documents.flatMap((document) => [...document.keys()]));
  return [...paths].filter((path) => new Set(documents.map((document) => document.get(path))).size > 1);
}

/** The question that a run asks of the cluster, as one text: runs with the same one can be compared. */
export function questionOf(record: RunTraits): string {
  const asked = [...flatten(scenarioOf(record))].filter(([path]) => isAsked(path));
  return JSON.stringify(asked.toSorted(([one], [other]) => one.localeCompare(other, 'en')));
}

/** The differences that make the two sides different questions. */
export function askedDifferently(differences: readonly SideDifference[]): readonly string[] {
  return differences.map(({ what }) => what).filter(isAsked);
}

function isAsked(what: string): boolean {
  return question.some((path) => what === path || what.startsWith(`${path}.`));
}

function traitsOf(records: readonly RunTraits[]): ReadonlyMap<string, string> {
  const traits = new Map<string, Set<string>>();
  const add = (what: string, value: string) => traits.set(what, (traits.get(what) ?? new Set()).add(value));
  for (const record of records) {
    const { environment, run } = record;
    for (const [path, value] of flatten(scenarioOf(record))) add(path, value);
    for (const { engine, version, path } of environment.engines) {
      add('server version', `${engine} ${version}`);
      add('server binary', path);
    }
    add('cache-bench version', run.version);
    add('machine', `${environment.cpuCount} × ${environment.cpuModel}`);
    add('system', `${environment.os}, Node ${environment.nodeVersion}`);
  }
  return new Map([...traits].map(([what, values]) => [what, [...values].sort().join(' and ')]));
}

function scenarioOf({ scenario }: Pick<RunTraits, 'scenario'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(scenario).filter(([key]) => !ignored.some((name) => name === key)));
}

function flatten(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return path === '' ? new Map() : new Map([[path, 'none']]);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path === '' ? key : `${path}.${key}`)]));
}
