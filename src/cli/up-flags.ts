import { availableParallelism } from 'node:os';
import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import { launchesServers } from '../scenario/launches-servers.js';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.js';
import type { ScenarioOverrides } from '../scenario/overrides.js';
import { drillWith } from '../scenario/shipped-scenarios.js';
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
  for: Flags.string({ description: 'Maximum lifetime. Default: 8h, or 1h with --detach.', helpValue: 'TIME' }),
  keep: outputFlags.keep,
  quiet: outputFlags.quiet,
  keeper: Flags.boolean({ hidden: true, description: 'Set by --detach for the background program.' }),
} as const;

/** The arguments of the program in the background, from those of `up --detach`. */
export function daemonArguments(given: readonly string[], isLifetimeGiven: boolean): readonly string[] {
  const passedOn = given.filter((word) => word !== '--detach' && word !== '--json');
  return ['up', ...passedOn, '--keeper', '--json', ...(isLifetimeGiven ? [] : ['--for', '1h'])];
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
