import { randomInt } from 'node:crypto';
import { loadClientModule } from '../load/driver/client-module.js';
import { hideOptionSecrets } from '../model/hide-option-secrets.js';
import { redactUrl } from '../model/redact-url.js';
import { checkDocument } from './check-document.js';
import { checkReplay } from './check-replay.js';
import { checkScenario } from './check-scenario.js';
import { planCost } from './cost-plan.js';
import { withDependentDefaults } from './dependent-defaults.js';
import type { ScenarioWarning } from './findings.js';
import { applyOverrides, type OverriddenDocument, type ScenarioOverrides } from './overrides.js';
import {
  type DocumentPath,
  type DocumentProblem,
  InvalidScenarioError,
  type ScenarioProblem,
  valueAt,
} from './problem.js';
import { readClientOptions } from './read-client-options.js';
import { readScenario } from './read-scenario.js';
import { withReplayDefaults } from './replay-defaults.js';
import { resolveScenario, type SeededDocument } from './resolve-scenario.js';
import type { Scenario } from './scenario.js';
import { shippedScenarios } from './shipped-scenarios.js';
import { gatesToSkip, skippedGatesWarnings, withoutGates } from './skip-gates.js';
import type { SweepSection } from './sweep-field.js';
import { kindPath, withTopologyDefaults } from './topology-defaults.js';
import type { YamlSource } from './yaml-source.js';

/** A scenario that can be run. */
export interface LoadedScenario {
  /**
   * What is run, in scenario file syntax, with every default, flag and the seed: saved to a file, it runs again. Excludes
   * the secrets of a target's URL, which only `scenario` contains.
   */
  readonly document: SeededDocument;
  readonly scenario: Scenario;
  /** What `sweep` varies; null: the scenario does not say. It is not part of the document, which describes one run. */
  readonly sweep: SweepSection | null;
  readonly warnings: readonly ScenarioWarning[];
  /** Whether the seed was drawn at random, because neither file nor flag set one. */
  readonly seedDrawn: boolean;
}

/**
 * Loads a scenario by the name of a shipped one or a file path, applies the flags, and validates everything before anything
 * is started. Throws UsageError if there is no such file, and InvalidScenarioError with all its problems.
 */
export async function loadScenario(
  reference: string,
  given: ScenarioOverrides,
  machine: { readonly cpuCount: number },
): Promise<LoadedScenario> {
  const source = await readScenario(reference);
  const file = given['client-options'];
  const overrides = file === undefined ? given : { ...given, clientOptions: await readClientOptions(String(file)) };
  const overridden = applyOverrides(source.value, overrides);
  const refuse = (problems: readonly DocumentProblem[]) => {
    const placed = problems
      .map((problem) => place(problem, source, overridden))
      .sort((one, other) => one.place.localeCompare(other.place, 'en', { numeric: true }));
    return new InvalidScenarioError(reference, [...overridden.problems, ...placed]);
  };
  const onTopology = withTopologyDefaults(overridden.value, {
    changedKind: valueAt(overridden.value, kindPath) !== valueAt(source.value, kindPath),
    isGiven: (asked) => overridden.origins.some(({ path }) => startsWith(asked, path)),
  });
  const { document: filled, replayed, problem } = await withReplayDefaults(onTopology);
  if (problem !== null) throw refuse([problem]);
  const checked = checkDocument(withDependentDefaults(filled));
  if ('problems' in checked) throw refuse(checked.problems);
  const unfit = checkReplay(checked.document);
  const priced = await planCost(checked.document.cost);
  if (unfit.length + priced.problems.length > 0) throw refuse([...unfit, ...priced.problems]);
  if (overridden.problems.length > 0) throw refuse([]);

  const { seed, sweep = null, ...own } = checked.document;
  const seeded = { ...own, seed: seed ?? randomInt(2 ** 32) };
  const shipped = (await shippedScenarios()).includes(reference);
  const { clientOptions } = seeded.workload;
  const exported = typeof clientOptions === 'string' ? await loadClientModule(clientOptions) : null;
  const files = { replayed, exported, cost: priced.cost };
  const whole = resolveScenario(seeded, machine.cpuCount, files);
  const skipped = gatesToSkip(whole, { fileValue: source.value, shipped, overrides });
  const { problems, warnings } = checkScenario(whole, skipped);
  if (problems.length > 0) throw refuse(problems);
  const document = withoutGates(seeded, skipped);
  return {
    document: withoutSecrets(document),
    scenario: resolveScenario(document, machine.cpuCount, files),
    sweep,
    warnings: [...skippedGatesWarnings(skipped), ...priced.warnings, ...warnings],
    seedDrawn: seed === null,
  };
}

function withoutSecrets(document: SeededDocument): SeededDocument {
  const { topology, origin, workload } = document;
  const target = valueAt(topology, ['target']);
  const url = origin?.url;
  return {
    ...document,
    workload: { ...workload, ...hideOptionSecrets({ clientOptions: workload.clientOptions }) },
    ...(typeof target === 'string' && { topology: { ...topology, ...{ target: redactUrl(target) } } }),
    ...(origin !== undefined && typeof url === 'string' && { origin: { ...origin, url: withoutPassword(url) } }),
  };
}

/** The URL of an origin without its password, which CACHE_BENCH_ORIGIN_PASSWORD can provide. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^/]*@/i, '$1@');
}

/** Traces a problem to the flag that set the value, otherwise to the line in the file. */
function place(problem: DocumentProblem, source: YamlSource, { origins }: OverriddenDocument): ScenarioProblem {
  const brought = (path: DocumentPath) =>
    startsWith(problem.path, path) || (problem.atKey === true && startsWith(path, problem.path));
  const flag = origins.findLast(({ path }) => brought(path))?.flag;
  const inside = origins.filter(({ path }) => path.length > problem.path.length && startsWith(path, problem.path));
  const withFlags =
    inside.length === 0 ? '' : ` (with ${[...new Set(inside.map((origin) => origin.flag))].join(', ')})`;
  return {
    place: flag ?? `${source.locate(problem)}${withFlags}`,
    path: problem.path.join('.'),
    message:
      flag === undefined && problem.remedy !== undefined ? `${problem.message}; ${problem.remedy}` : problem.message,
    suggestion: problem.suggestion ?? null,
  };
}

function startsWith(path: DocumentPath, beginning: DocumentPath): boolean {
  return beginning.every((key, index) => String(key) === String(path[index]));
}
