import type { Coordinator } from '../../../src/agents/coordinator.js';
import type { AgentProcess } from '../../../src/agents/local-agents.js';
import { canaryPlan } from '../../../src/audit/canaries.js';
import { judgeKept } from '../../../src/audit/judge.js';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { ReadElsewhere } from '../../../src/keyspace/copies.js';
import { shardsOfKeys } from '../../../src/keyspace/key-shards.js';
import type { KeySpace } from '../../../src/keyspace/key-space.js';
import { preload } from '../../../src/keyspace/preload.js';
import { type ReadBack, readEverythingBack } from '../../../src/keyspace/read-back.js';
import { keyName } from '../../../src/model/write-stamp.js';
import { RunLog } from '../../../src/progress/run-log.js';
import type { WriteSafetyRecord } from '../../../src/record/sections/write-safety.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { operationsFor, workerPlan } from '../../load/worker-plan.js';
import { clusterSite, runTag } from '../fixtures/cluster.js';
import { startRedis } from '../fixtures/redis-server.js';

// Agents and their threads load their code from dist.
const built = (path: string) => import(new URL(`../../../dist/${path}`, import.meta.url).href);
const { startLoad } = (await built('load/load.js')) as typeof import('../../../src/load/load.js');
const { gatherAgents } = (await built(
  'agents/gather-agents.js',
)) as typeof import('../../../src/agents/gather-agents.js');
const { startLocalAgents } = (await built(
  'agents/local-agents.js',
)) as typeof import('../../../src/agents/local-agents.js');

const valueBytes = 40;
const canaries = canaryPlan(runTag, 20);

export interface LoadOfAgents {
  readonly coordinator: Coordinator;
  readonly processes: readonly AgentProcess[];
  /** The agents that were lost, by name. */
  readonly lost: readonly string[];
  /** Reads everything back, with the agents or in another way. */
  readBack(readElsewhere?: ReadElsewhere): Promise<ReadBack>;
  judge(readBack: ReadBack): Promise<WriteSafetyRecord>;
}

/** A load of agents with one load thread each. */
interface AgentsLoad {
  readonly agents: number;
  readonly keys: number;
  /** In all. */
  readonly writes: number;
}

/** Passes agents to `use` that have written keys of a cluster. What they wrote is yet to be judged. */
export async function loadByAgents(
  cluster: Cluster,
  { agents, keys, writes }: AgentsLoad,
  use: (load: LoadOfAgents) => Promise<void>,
): Promise<void> {
  await using site = await clusterSite();
  await using control = await startRedis((port) => [`port ${port}`, 'save ""']);
  const url = `redis://127.0.0.1:${control.port}`;
  const place = { control: url, version: '1', folder: site.folder, watchdog: site.context.watchdog };
  await using local = await startLocalAgents(agents, place);
  const lost: string[] = [];
  await using gathered = await gatherAgents(url, {
    ...{ run: runTag, count: agents, version: '1', waitMs: 60_000, mostClockErrorMs: 1_000 },
    events: { late() {}, lost: ({ agent }) => void lost.push(agent?.name ?? '') },
    signal: new AbortController().signal,
    onArrival() {},
  });
  const { coordinator } = gathered;
  for (const { name, exited } of local.all) void exited.then(() => coordinator.agentExited(name));
  const space = spaceOf(keys);
  await preload(cluster, space, canaries, new AbortController().signal);
  await using load = await startLoad(plansFor(cluster, { agents, keys, writes }), {
    launch: coordinator.launch,
    leadMs: 200,
  });
  const epochMs = monotonicMs() + 200;
  await load.run('measured', epochMs, epochMs + 600_000, { interval() {}, routed() {} });
  const options = { convergenceTimeoutMs: 30_000, log: new RunLog(() => {}) };
  await use({
    ...{ coordinator, processes: local.all, lost },
    readBack: (readElsewhere) => readEverythingBack(cluster, space, canaries, { ...options, readElsewhere }),
    judge: async (readBack) => judge(readBack, (await load.handOver()).kept, epochMs),
  });
}

function spaceOf(keys: number): KeySpace {
  const valueSizes = { kind: 'fixed', bytes: valueBytes } as const;
  return { runTag, keys, valueBytes, valueSizes, data: 'random', seed: 1, ttlSeconds: null, canaryTtlSeconds: null };
}

function plansFor(cluster: Cluster, { agents: workerCount, keys, writes }: AgentsLoad) {
  const table = shardsOfKeys(cluster, { runTag, keys });
  const inFlight = new SharedArrayBuffer(4 * workerCount);
  return Array.from({ length: workerCount }, (_, workerIndex) =>
    workerPlan({
      ...{ workerIndex, workerCount, inFlight, driver: 'wire', view: cluster.clientView, keys, valueBytes },
      operations: operationsFor({ set: 1 }, false),
      valueSizes: { kind: 'fixed', bytes: valueBytes },
      audit: 'final',
      requests: Math.ceil(writes / workerCount),
      ratePerSecond: null,
      pacer: { kind: 'closed' },
      deadlineMs: 60_000,
      pipeline: 16,
      shardCount: cluster.shardCount,
      shardsOfKeys: cluster.shardCount === 1 ? null : [table],
    }),
  );
}

async function judge(
  { keys, atMs, canaries: found, converged }: ReadBack,
  kept: Parameters<typeof judgeKept>[0],
  epochMs: number,
): Promise<WriteSafetyRecord> {
  const { writeSafety } = await judgeKept(kept, {
    readback: keys,
    readbackAtMs: atMs - epochMs,
    canaries: found,
    faults: [],
    evictedKeys: 0,
    expiredKeys: 0,
    converged,
    auditMode: 'final',
    durability: 'async',
    keyNameOf: (key) => keyName(runTag, key),
  });
  return writeSafety;
}
