import { availableParallelism } from 'node:os';
import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import { launchesServers } from '../scenario/launches-servers.js';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.js';
import type { ScenarioOverrides } from '../scenario/overrides.js';
import { drillWith } from '../scenario/shipped-scenarios.js';
import type { CommandLine } from '../session/run-inside.js';
import { keepers } from './keep-in-view.js';
import { outputFlags, scenarioFlags } from './run-flags.js';

const { engine, topology, tls, replicas, shards, zones, set, seed } = scenarioFlags;

export const upFlags = {
  engine,
  topology,
  tls,
  replicas,
  shards,
  zones,
  set,
  seed,
  'no-relays': Flags.boolean({
    description: 'Let clients connect directly; faults that need relays are refused.',
    helpGroup: 'CLUSTER',
  }),
  detach: Flags.boolean({ description: 'Return once the cluster is ready and keep it running in the background.' }),
  env: Flags.boolean({
    description: 'Print only the environment variables, for a shell: eval "$(cache-bench up --detach --env)".',
    exclusive: ['json'],
  }),
  for: Flags.string({ description: 'Maximum lifetime. Default: 8h, or 1h with --detach.', helpValue: 'TIME' }),
  keep: outputFlags.keep,
  quiet: outputFlags.quiet,
  keeper: Flags.option({
    hidden: true,
    options: keepers,
    description: 'Set by --detach for the background program, and by the library.',
  })(),
} as const;

/** The arguments of the program in the background, from those of `up --detach`. */
export function daemonArguments(given: readonly string[], isLifetimeGiven: boolean): readonly string[] {
  const passedOn = given.filter((word) => !['--detach', '--json', '--env'].includes(word));
  return ['up', ...passedOn, '--keeper', 'detached', '--json', ...(isLifetimeGiven ? [] : ['--for', '1h'])];
}

/** Splits the arguments at `--`: ours, and the command to run beside the cluster. Throws UsageError for an empty command. */
export function splitAtCommand(given: readonly string[]): readonly [own: string[], command: CommandLine | undefined] {
  const at = given.indexOf('--');
  if (at < 0) return [[...given], undefined];
  const [program, ...words] = given.slice(at + 1);
  if (program === undefined || program === '')
    throw new UsageError('Expected a command after --, such as: cache-bench up smoke -- npm test');
  return [given.slice(0, at), [program, ...words]];
}

/** Throws UsageError if the flags ask for something else on stdout, or for a program that doesn't wait. */
export function refuseBesideCommand(flags: { readonly detach: boolean; readonly env: boolean }, json: boolean): void {
  const given = flags.detach ? '--detach' : flags.env ? '--env' : json ? '--json' : undefined;
  if (given === undefined) return;
  throw new UsageError(`${given} can't be used with a command: up waits for the command, whose output is its own.`);
}

/** Loads a scenario for its cluster alone; without one, one that has the topology. Throws UsageError for a target. */
export async function loadCluster(reference: string | undefined, flags: ScenarioOverrides): Promise<LoadedScenario> {
  const loaded = await loadScenario(
    reference ?? drillWith(flags.topology),
    { ...flags, 'no-faults': true },
    { cpuCount: availableParallelism() },
  );
  if (launchesServers(loaded.scenario)) return loaded;
  throw new UsageError('up starts servers, but topology external uses existing ones. Choose another --topology.');
}
