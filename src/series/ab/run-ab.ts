import { EnvironmentError, UsageError } from '../../errors/errors.js';
import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import { runsNeeded } from '../../gate/compare/runs-needed.js';
import type { Comparison } from '../../record/series/comparison.js';
import type { ExperimentRequest } from '../../run/measured.js';
import { numberedOperations } from '../../run/plan-workers.js';
import { prepareEngine } from '../../run/prepare-engine.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import { launchesServers } from '../../scenario/launches-servers.js';
import type { LoadedScenario } from '../../scenario/load-scenario.js';
import { expectedDurationMs, expectedSeries } from '../expected-duration.js';
import type { GivenScenario } from '../given-scenario.js';
import { seedOfRun } from '../seed-of-run.js';
import { type SeriesOutcome, startSeries } from '../series.js';
import { compareVariants } from './compare-variants.js';
import { ab } from './comparison-kind.js';

/** The changes of one variant. */
export interface VariantSettings {
  readonly label: string;
  /** `path=value` settings of the scenario. */
  readonly set: readonly string[];
  /** The server binary; null: the one found automatically. */
  readonly engineBinary: string | null;
}

export interface AbSettings extends Pick<ComparisonOptions, 'figures' | 'ignoredShare' | 'detectShare'> {
  readonly a: VariantSettings;
  readonly b: VariantSettings;
  readonly rounds: number;
}

const names = ['a', 'b'] as const;

/**
 * Runs two variants of a scenario alternately and compares them. Throws UsageError or EnvironmentError, naming the variant,
 * before anything starts.
 */
export async function runAb(
  given: GivenScenario,
  settings: AbSettings,
  context: RunContext,
): Promise<SeriesOutcome<Comparison>> {
  const { rounds, figures } = settings;
  const { progress, signal, formats } = context;
  const loadIn = (name: 'a' | 'b') => inVariant(settings[name], () => given.load({ set: settings[name].set }));
  const loaded = { a: await loadIn('a'), b: await loadIn('b') };
  const seeds = Array.from({ length: rounds }, (_, round) => String(seedOfRun(loaded.a.document.seed, round)));
  const requests = {
    a: await requestsOf('a', seeds, given, settings, context),
    b: await requestsOf('b', seeds, given, settings, context),
  };
  for (const name of names)
    for (const { message } of loaded[name].warnings) progress.warn(`${name.toUpperCase()}: ${message}`);
  for (const name of names) await inVariant(settings[name], () => prepare(loaded[name], settings[name], context));
  const eachMs = (expectedDurationMs(loaded.a.scenario) + expectedDurationMs(loaded.b.scenario)) / 2;
  progress.step(expectedSeries(2 * rounds, eachMs));
  const needed = runsNeeded('paired', figures.length || undefined);
  if (rounds < needed)
    progress.warn(`${rounds} rounds are too few for a verdict: these figures need at least ${needed}.`);
  const start = startSeries(ab, context.outFolder);
  const result = await compareVariants(
    { label: settings.a.label, requests: requests.a },
    { label: settings.b.label, requests: requests.b },
    settings,
    { folder: start.folder, formats, signal, tell: (line) => progress.step(line) },
  );
  return { kind: ab, ...start, ...result };
}

/** The run of a variant in each round. */
async function requestsOf(
  name: 'a' | 'b',
  seeds: readonly string[],
  given: GivenScenario,
  { [name]: { set, engineBinary } }: AbSettings,
  context: RunContext,
): Promise<readonly ExperimentRequest[]> {
  const settings = set.flatMap((setting) => ['--set', setting]);
  const requests = [];
  for (const [round, seed] of seeds.entries())
    requests.push(
      requestFor(await given.load({ set, seed }), context, {
        ...(engineBinary !== null && { engineBinary }),
        // A different binary can't be part of the command: it is set in the environment.
        command: given.command([...settings, '--seed', seed]),
        seriesLabels: { variant: name.toUpperCase(), round: String(round + 1) },
      }),
    );
  return requests;
}

/** Finds or fetches the server of a variant, and checks that it supports the variant. A target has its own. */
async function prepare(
  { scenario }: LoadedScenario,
  { engineBinary }: VariantSettings,
  { progress, signal }: RunContext,
): Promise<void> {
  if (!launchesServers(scenario)) return;
  const { operations } = numberedOperations(scenario.workload, null);
  const onProgress = (line: string) => progress.step(line);
  await prepareEngine(scenario, { onProgress, signal, operations, engineBinary: engineBinary ?? undefined });
}

/** Prefixes errors of a variant with its name; nothing has started yet. */
async function inVariant<T>({ label }: VariantSettings, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`Variant ${label}: ${error.message}`);
    if (error instanceof EnvironmentError) throw new EnvironmentError(`Variant ${label}: ${error.message}`);
    throw error;
  }
}
