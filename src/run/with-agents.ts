import { agentLeadMs } from '../agents/control-times.js';
import type { Coordinator } from '../agents/coordinator.js';
import { gatherAgents } from '../agents/gather-agents.js';
import { type AgentProcess, startLocalAgents } from '../agents/local-agents.js';
import { LostAgentError } from '../agents/lost-agent-error.js';
import { type Place, placeName } from '../agents/place.js';
import { startPrivateControl } from '../agents/private-control.js';
import { createRunFolder } from '../engine/run-folder.js';
import { startWatchdog } from '../engine/watchdog.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ReadElsewhere } from '../keyspace/copies.js';
import type { LoadPlace } from '../load/load.js';
import { agentLost } from '../model/warning-codes.js';
import type { RunLog } from '../progress/run-log.js';
import { showWork } from '../progress/show-work.js';
import type { AgentsPlan } from '../scenario/scenario.js';
import type { Cluster } from '../topology/topology.js';
import type { ExperimentRequest } from './measured.js';

/** The agents of a run, which carry its load. */
export interface RunAgents {
  readonly loadPlace: LoadPlace;
  readonly places: readonly Place[];
  /** Those on this machine, which faults can strike; empty if they are elsewhere. */
  readonly processes: readonly AgentProcess[];
  /** Has the agents read their keys back. */
  readonly readElsewhere: ReadElsewhere;
  /** Throws EnvironmentError if the control Redis is one of the servers under test. */
  refuseAsTarget(cluster: Cluster): Promise<void>;
}

interface AgentsContext {
  readonly runTag: string;
  readonly log: RunLog;
}

/**
 * Passes the agents of a run to `use`, and the request with as many load threads as they have room for; null if the load runs
 * here. What was started for them is stopped when that returns or throws.
 */
export async function withAgents<T>(
  request: ExperimentRequest,
  context: AgentsContext,
  use: (request: ExperimentRequest, agents: RunAgents | null) => Promise<T>,
): Promise<T> {
  const { agents: plan } = request.scenario;
  if (plan === null) return use(request, null);
  if (request.control !== undefined) return withGathered(request, context, plan, request.control, [], use);
  const { progress, signal, version } = request;
  await using watchdog = await startWatchdog();
  await using folder = await createRunFolder(watchdog);
  const onProgress = (line: string) => progress.step(line);
  await using control = await startPrivateControl(folder.path, watchdog, { onProgress, signal });
  const place = { control: control.url, version, folder: folder.path, watchdog };
  await using local = await startLocalAgents(plan.count, place);
  return await withGathered(request, context, plan, control.url, local.all, use);
}

async function withGathered<T>(
  request: ExperimentRequest,
  { runTag, log }: AgentsContext,
  { count, waitMs, clockErrorMs, goesOnWithoutLost, threads }: AgentsPlan,
  control: string,
  processes: readonly AgentProcess[],
  use: (request: ExperimentRequest, agents: RunAgents) => Promise<T>,
): Promise<T> {
  const { progress, signal, version } = request;
  let here: readonly string[] = [];
  const waiting = showWork(progress, 'waiting for agents', () => ({ done: here.length, total: count, unit: 'agents' }));
  await using gathered = await gatherAgents(control, {
    ...{ run: runTag, count, version, waitMs, signal, mostClockErrorMs: clockErrorMs },
    events: {
      late: (place, isLate) =>
        progress.step(isLate ? `${placeName(place)} is silent` : `${placeName(place)} is heard again`),
      lost: (place, reason) =>
        log.warn(
          agentLost,
          `The agent ${placeName(place)} was lost: ${reason}. Its share of the run is unknown.${goesOnWithoutLost ? ' The others carry on.' : ''}`,
        ),
    },
    onArrival(names) {
      here = names;
      progress.step(`agents  ${names.length} of ${count}: ${names.join(', ')}`);
    },
  }).finally(() => waiting[Symbol.dispose]());
  const { coordinator, controlId } = gathered;
  for (const { name, exited } of processes) void exited.then(() => coordinator.agentExited(name));
  return await use(withThreads(request, threads, coordinator), {
    loadPlace: {
      launch: coordinator.launch,
      leadMs: agentLeadMs,
      goesOnAfter: (error) => goesOnWithoutLost && error instanceof LostAgentError,
    },
    places: coordinator.places,
    processes,
    readElsewhere: async (copies, onKeys) => {
      await coordinator.readElsewhere(copies, onKeys);
      for (const place of coordinator.places)
        if (place.reading && place.reading.leftNodes.length > 0)
          progress.step(
            `${placeName(place)} could not read all its keys from ${place.reading.leftNodes.join(', ')}: the rest is read from here`,
          );
    },
    refuseAsTarget: (cluster) => refuseAsTarget(cluster, controlId),
  });
}

/** Without a given number, there is a load thread for every core that the agents offer. */
function withThreads(
  request: ExperimentRequest,
  given: number | null,
  { places }: Pick<Coordinator, 'places'>,
): ExperimentRequest {
  const { scenario } = request;
  const offered = places.reduce((sum, { agent }) => sum + (agent?.cores ?? 0), 0);
  return { ...request, scenario: { ...scenario, workload: { ...scenario.workload, threads: given ?? offered } } };
}

async function refuseAsTarget({ nodes, data }: Cluster, controlId: string | null): Promise<void> {
  if (controlId === null) return;
  const found = await Promise.all(
    nodes.map((node) =>
      data.inspect(node).then(
        (counters) => counters?.process,
        () => undefined,
      ),
    ),
  );
  if (found.includes(controlId))
    throw new EnvironmentError(
      'The control Redis is one of the servers under test, so its own traffic would be measured. Try: --control with another Redis.',
    );
}
