import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { parentDeathCommand } from '../engine/parent-death.js';
import { runTool } from '../engine/run-tool.js';
import { type RunningCommand, startCommand } from '../engine/start-command.js';
import { EnvironmentError } from '../errors/errors.js';
import { type Access, hidePassword } from '../model/access.js';
import { foreignText } from '../model/foreign-text.js';
import { endpointName } from '../model/node.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';
import type { FaultDefinition } from './fault.js';
import { readServiceEvents } from './service-events.js';
import { resolveTargets, targetRefusal, targetSchema } from './target.js';

/** How far a service's clock may be behind ours. */
const clockErrorMs = 1_000;

const commandOption = z.string().min(1);
const argumentsOption = z.array(z.string()).default([]);

const options = z.strictObject({
  command: commandOption
    .optional()
    .describe('The program to run, as a path or found on PATH; not interpreted by a shell. Required.'),
  arguments: argumentsOption.describe('Its arguments, as a list.'),
  target: targetSchema.default('primary').describe('Which nodes; the command receives their endpoints.'),
  timeout: durationField(100, 3_600_000)
    .default('30s')
    .describe('It is killed after this time, and then counts as failed.'),
  heal: z
    .strictObject({
      command: commandOption.describe('The program that undoes the effect.'),
      arguments: argumentsOption.describe('Its arguments, as a list.'),
    })
    .optional()
    .describe('The command that undoes the effect; without it, healing only ends what the command left running.'),
  events: z
    .strictObject({
      command: commandOption.describe('The program that prints them.'),
      arguments: argumentsOption.describe('Its arguments, as a list.'),
    })
    .optional()
    .describe(
      "A command that prints the service's own events in the JSON of `aws elasticache describe-events`. It is asked at the end of the load; the report shows those since the fault.",
    ),
});

/**
 * Runs any command as the fault, such as a cloud provider's failover call. Exit code 0 proves its effect. Variables give it
 * the nodes: CACHE_BENCH_TARGETS (`n1=127.0.1.1:6379`, separated by spaces), CACHE_BENCH_NODES (all of them),
 * CACHE_BENCH_FAULT (`strike`, `heal`, `events`); CACHE_BENCH_CA_FILE and CACHE_BENCH_PASSWORD give access if this run secured them.
 */
export const exec: FaultDefinition<typeof options> = {
  summary: "Runs your own command, such as a cloud's failover call; exit code 0 proves its effect.",
  happened: 'A command was run against {target}',
  options,
  needs: [],
  leavesZombie: true,
  actsBeyondTargets: true,
  refusal(topology, { command, target }) {
    return command === undefined ? 'it requires a command' : targetRefusal(target, topology);
  },
  async inject(cluster, { command, arguments: parameters, target, timeout, heal, events }, random) {
    if (command === undefined) throw new EnvironmentError('exec requires a command.');
    const timeoutMs = durationMs(timeout);
    const targets = resolveTargets(target, cluster, random);
    const launchPrefix = await parentDeathCommand();
    const hideSecrets = (text: string) =>
      secretAccessesOf(cluster).reduce((shown, access) => hidePassword(shown, access), text);
    const start = (act: 'strike' | 'heal', program: string, words: readonly string[]): RunningCommand =>
      startCommand(program, words, {
        environment: environmentOf(act, cluster, targets),
        timeoutMs,
        launchPrefix,
        hideSecrets,
      });
    const [injectedAtMs, injectedAtEpochMs] = [monotonicMs(), Date.now()];
    const striking = start('strike', command, parameters);
    let isHealed = false;
    return {
      targets,
      injectedAtMs,
      async prove() {
        const failure = await striking.failure;
        // The reason is more useful than the bare fact that nothing was proved; the run is `unknown` either way.
        if (failure !== undefined) throw new EnvironmentError(`The command proved nothing: ${failure}.`);
        return `${command} exited with 0`;
      },
      async heal() {
        if (isHealed) return;
        isHealed = true;
        striking.kill();
        if (heal === undefined) return;
        const healing = start('heal', heal.command, heal.arguments);
        const failure = await healing.failure;
        healing.kill();
        if (failure !== undefined) throw new EnvironmentError(`The healing command failed: ${failure}.`);
      },
      ...(events && {
        async serviceEvents() {
          const environment = environmentOf('events', cluster, targets);
          const [program = events.command, ...words] = [...launchPrefix, events.command, ...events.arguments];
          const { stdout, stderr, failure } = await runTool(program, words, { timeoutMs, environment });
          if (failure !== undefined)
            throw new EnvironmentError(`${failure}: ${foreignText(hideSecrets(stderr.trim()))}`);
          return readServiceEvents(hideSecrets(stdout)).filter(
            ({ atEpochMs }) => atEpochMs >= injectedAtEpochMs - clockErrorMs,
          );
        },
      }),
    };
  },
};

/** A command may print its input, or what it knows about a target. */
function secretAccessesOf({ security, clientView }: Cluster): readonly Access[] {
  const ofSentinels = 'sentinelAccess' in clientView ? [clientView.sentinelAccess] : [];
  return [...(security === null ? [] : [security.access]), clientView.access, ...ofSentinels];
}

function environmentOf(
  act: 'strike' | 'heal' | 'events',
  cluster: Cluster,
  targets: readonly ClusterNode[],
): Record<string, string> {
  const { security } = cluster;
  const endpointsOf = (nodes: readonly ClusterNode[]) =>
    nodes.map(({ id, address }) => `${id}=${endpointName(address)}`).join(' ');
  return {
    CACHE_BENCH_FAULT: act,
    CACHE_BENCH_TARGETS: endpointsOf(targets),
    CACHE_BENCH_NODES: endpointsOf(cluster.nodes.filter(({ running }) => running)),
    ...(security?.caFile && { CACHE_BENCH_CA_FILE: security.caFile }),
    ...(security?.access.password && { CACHE_BENCH_PASSWORD: security.access.password }),
  };
}
