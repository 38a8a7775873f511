import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import { runsNeeded } from '../../gate/compare/runs-needed.js';
import type { Comparison } from '../../record/series/comparison.js';
import type { ExperimentRequest } from '../../run/measured.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import { counted } from '../../units/counted.js';
import { inVariant, prepareVariant } from '../check-variant.js';
import { expectedDurationMs, expectedSeries } from '../expected-duration.js';
import type { GivenScenario } from '../given-scenario.js';
import { runSeries } from '../run-series.js';
import { seedOfRun } from '../seed-of-run.js';
import type { SeriesOutcome } from '../series.js';
import { seriesSetting } from '../series-setting.js';
import { alternate } from './alternate.js';

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
  const { progress } = context;
  const checked = <T>(name: 'a' | 'b', check: () => Promise<T>) => inVariant(`Variant ${settings[name].label}`, check);
  const loadIn = (name: 'a' | 'b') => checked(name, () => given.load({ set: settings[name].set }));
  const loaded = { a: await loadIn('a'), b: await loadIn('b') };
  const seeds = Array.from({ length: rounds }, (_, round) => String(seedOfRun(loaded.a.document.seed, round)));
  const [a, b] = [
    await requestsOf('a', seeds, given, settings, context),
    await requestsOf('b', seeds, given, settings, context),
  ];
  for (const name of names)
    for (const { message } of loaded[name].warnings) progress.warn(`${name.toUpperCase()}: ${message}`);
  for (const name of names)
    await checked(name, () => prepareVariant(loaded[name], settings[name].engineBinary, context));
  const eachMs = (expectedDurationMs(loaded.a.scenario) + expectedDurationMs(loaded.b.scenario)) / 2;
  progress.step(expectedSeries(2 * rounds, eachMs));
  const needed = runsNeeded('paired', figures.length || undefined);
  if (rounds < needed)
    progress.warn(
      `${counted(rounds, 'round is', 'rounds are')} too few for a verdict: these figures need at least ${needed}.`,
    );
  const series = alternate({ ...settings.a, requests: a }, { ...settings.b, requests: b }, settings);
  return runSeries(series, seriesSetting(context));
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
