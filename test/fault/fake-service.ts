import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentProcess } from '../../src/agents/local-agents.js';
import { openAccess } from '../../src/model/access.js';
import type { ClientView } from '../../src/model/client-view.js';
import type { Endpoint } from '../../src/model/node.js';
import { sentinelsOf } from '../../src/topology/can.js';
import type { ClusterNode } from '../../src/topology/cluster.js';
import type { DataAccess } from '../../src/topology/data-access.js';
import type { FailoverMethod } from '../../src/topology/failover-method.js';
import { memcachedDataAccess } from '../../src/topology/memcached-data.js';
import { redisDataAccess } from '../../src/topology/redis-data.js';
import type { Cluster } from '../../src/topology/topology.js';
import type { TopologyPlan } from '../../src/topology/topology-plan.js';
import { fakeCluster } from '../fakes/fake-cluster.js';
import { FakeOrigin } from '../fakes/fake-origin.js';
import { load } from '../scenario/temporary-scenario.js';
import { FakeNetwork } from './fake-network.js';
import { FakeServer } from './fake-server.js';

/** The plan for the `topology` section of a scenario file, with every default. */
export async function planOf(topology: string): Promise<TopologyPlan> {
  return (await load(`name: mine\ntopology: ${topology}\n`)).scenario.topology;
}

/** An agent that remembers the signals it got. */
interface FakeAgent extends AgentProcess {
  readonly signals: readonly NodeJS.Signals[];
}

function fakeAgent(name: string): FakeAgent {
  const signals: NodeJS.Signals[] = [];
  return {
    ...{ name, signals },
    get running() {
      return signals.at(-1) !== 'SIGKILL';
    },
    signal: (signal) => signals.push(signal) > 0,
    isStopped: async () => signals.at(-1) === 'SIGSTOP',
    exited: new Promise(() => {}),
  };
}

/** A cluster of fake servers that is struck in milliseconds. Disposing it ends their processes. */
export interface FakeService extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly servers: ReadonlyMap<string, FakeServer>;
  readonly origin: FakeOrigin;
  readonly agents: readonly FakeAgent[];
  /** Commands sent to the servers, such as `n1 CLIENT UNPAUSE`. */
  readonly commands: readonly string[];
}

interface Surroundings {
  /** With relays, and clients in this zone, or in none. */
  readonly relays?: { readonly clientsZone: string | null };
  /** Whether somebody promotes a replica once a primary is gone. */
  readonly elects?: boolean;
}

export async function startFakeService(plan: TopologyPlan, { relays, elects = false }: Surroundings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fake service '));
  await writeFile(join(folder, 'appendonly.aof'), 'x'.repeat(100));
  const origin = new FakeOrigin();
  const network = relays === undefined ? null : new FakeNetwork(relays.clientsZone);
  const servers = new Map<string, FakeServer>();
  const commands: string[] = [];
  const nodes: ClusterNode[] = [];
  for (const { id, role, shard } of plannedNodes(plan)) {
    const server = new FakeServer(id);
    servers.set(id, server);
    const index = nodes.length;
    const zone = (role === 'sentinel' ? Number(id.slice(1)) - 1 : index) % plan.zones;
    const host = `127.0.${zone + 1}.${index + 1}`;
    const relay = await network?.openRelay(id, host);
    const address = relay ?? { host, port: 6379 };
    const links = relay ? { announced: relay, client: relay, bus: null } : null;
    const node: ClusterNode = {
      ...{ id, role, shard, zone: `az-${zone + 1}`, address, clientAddress: address, links },
      get running() {
        return server.process.running;
      },
      get process() {
        return server.process;
      },
    };
    nodes.push(node);
    network?.nodes.set(host, node);
    if (elects) void server.process.exited.then(() => promoteReplicaOf(node));
  }
  const isRunning = (node: ClusterNode) => node.running;
  const nodeAt = (host: string, port: number) =>
    nodes.find(({ address }) => address.host === host && address.port === port);
  const inShard = (shard: number, role: ClusterNode['role']) =>
    nodes.filter((node) => node.shard === shard && node.role === role && isRunning(node));
  const cluster = fakeCluster(nodes, {
    shardCount: plan.shards,
    shardOf: (key) => Number(key.at(-1)) % plan.shards,
    clientView: viewOf(plan, nodes),
    failoverMethod: failoverMethodOf(plan),
    network,
    describe: () =>
      nodes.map(({ process, links: _, clientAddress: _a, address, ...node }) => ({
        ...node,
        ...address,
        pid: process?.pid ?? null,
        dataDir: folder,
      })),
    primaryOf: (shard) => inShard(shard, 'primary').at(-1),
    replicasOf: (shard) => inShard(shard, 'replica'),
    replicationOf: ({ role }) => ({
      role: role === 'primary' ? 'primary' : 'replica',
      offset: 5,
      linkUp: true,
      replicas: [],
    }),
    nodeAt,
    isRedundant: () => nodes.every(isRunning),
    async restart(node, { empty = false } = {}) {
      const server = serverOf(node);
      if (empty) server.keys = 0;
      server.restart();
    },
  });
  const openLine = (node: ClusterNode) => ({
    async command(words: readonly string[]) {
      if (!isRunning(node)) throw new Error('Connection is closed.');
      commands.push(`${node.id} ${words.join(' ')}`);
      return (await serverOf(node).answer(words)) ?? answerOfAll(node, words);
    },
    [Symbol.dispose]: () => {},
  });
  return {
    cluster: { ...cluster, data: { ...cluster.data, openLine, ...removalOf(plan) } },
    origin,
    agents: [fakeAgent('agent-1'), fakeAgent('agent-2')],
    servers,
    commands,
    async [Symbol.asyncDispose]() {
      await Promise.all([...servers.values()].map(({ process }) => process.kill()));
      await network?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  } satisfies FakeService;

  function serverOf({ id }: ClusterNode): FakeServer {
    const server = servers.get(id);
    if (server === undefined) throw new Error(`no server ${id}`);
    return server;
  }

  function promote(next: ClusterNode | undefined): void {
    if (next === undefined) return;
    for (const node of nodes) if (node.shard === next.shard && node.role === 'primary') node.role = 'replica';
    next.role = 'primary';
  }

  function promoteReplicaOf({ shard, role }: ClusterNode): void {
    if (role === 'primary' && shard !== null) promote(inShard(shard, 'replica')[0]);
  }

  /** The answer to a command that changes or shows more than one server. */
  function answerOfAll(
    node: ClusterNode,
    [name = '', first = '', second = '', third = '']: readonly string[],
  ): unknown {
    switch (`${name} ${first}`) {
      case 'CLUSTER NODES':
        return nodes
          .map(({ id, address: { host, port } }) => `${id} ${host}:${port}@1 master - 0 0 1 connected\n`)
          .join('');
      case 'CLUSTER FAILOVER':
        return promote(node);
      case 'SENTINEL REPLICAS':
        return [['flags', 'slave', 'master-link-status', 'ok']];
      case 'SENTINEL FAILOVER':
        return promote(inShard(0, 'replica')[0]);
      case 'FAILOVER TO':
        return promote(nodeAt(second, Number(third)));
      default:
        if (name !== 'REPLICAOF') throw new Error(`ERR unknown command '${name}'`);
        node.role = 'replica';
        return 'OK';
    }
  }
}

/** As a topology numbers them: primaries first. */
function plannedNodes(plan: TopologyPlan) {
  const { shards, replicas } = plan;
  const data = Array.from({ length: shards * (1 + replicas) }, (_, index) => ({
    id: `n${index + 1}`,
    role: index < shards ? ('primary' as const) : ('replica' as const),
    shard: index % shards,
  }));
  const sentinels = Array.from({ length: sentinelsOf(plan) }, (_, index) => ({
    ...{ id: `s${index + 1}`, role: 'sentinel' as const, shard: null },
  }));
  return [...data, ...sentinels];
}

function failoverMethodOf({ kind }: TopologyPlan): FailoverMethod {
  return kind === 'sentinel' || kind === 'cluster' ? kind : 'failover';
}

/** What faults ask of real data access goes through the lines of the fake servers. */
function removalOf({ kind }: TopologyPlan): Pick<DataAccess, 'flush' | 'expire'> {
  const noConnection = () => {
    throw new Error('a fake service has no connections');
  };
  const { flush, expire } = kind === 'memcached' ? memcachedDataAccess(noConnection) : redisDataAccess(noConnection);
  return { flush, expire };
}

function viewOf({ kind }: TopologyPlan, nodes: readonly ClusterNode[]): ClientView {
  const endpoints: readonly Endpoint[] = nodes.map(({ address }) => address);
  const [endpoint = { host: '127.0.0.1', port: 1 }] = endpoints;
  const access = openAccess;
  const common = { addressMap: {}, access } as const;
  switch (kind) {
    case 'sentinel':
      return { kind, primaryName: 'cache', sentinels: endpoints, sentinelAccess: access, ...common };
    case 'cluster':
      return { kind, seeds: endpoints, readFrom: 'primary', ...common };
    case 'memcached': {
      const servers = endpoints.map((place, shard) => ({ endpoint: place, shard }));
      return { kind: 'pool', servers, hashing: 'ketama', ejectsLost: false, access };
    }
    default:
      return { kind: 'single', endpoint, access };
  }
}
