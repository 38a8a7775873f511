import { expect, it } from 'vitest';
import { noSurroundings } from '../../src/fault/fault.js';
import { chooseFault } from '../../src/fault/fault-plan.js';
import { type FaultSite, faultRefusal } from '../../src/fault/needs.js';
import { type FaultName, faultNamed, faults } from '../../src/fault/registry.js';
import { forkRandom } from '../../src/random/random.js';
import type { Cluster } from '../../src/topology/topology.js';
import { planOf, startFakeService } from './fake-service.js';

const standalone = '{ kind: standalone }';
const replicated = '{ kind: replicated, replicas: 2 }';
const sentinel = '{ kind: sentinel, replicas: 2, zones: 3 }';
const withoutReplicas = '{ kind: sentinel, replicas: 0 }';
const cluster = '{ kind: cluster, shards: 3, replicas: 1, zones: 3 }';
const memcached = '{ kind: memcached, shards: 2 }';
const oneZone = '{ kind: replicated, replicas: 2, zones: 1 }';

type Refusal = readonly [
  topology: string,
  options: Readonly<Record<string, unknown>>,
  reason: string,
  /** Absent: a load, and nothing behind the cache. */
  site?: Partial<FaultSite>,
];

const noSuchNode: Refusal = [sentinel, { target: { node: 'n9' } }, 'nodes: n1, n2, n3, s1, s2, s3'];
const noReplica: Refusal = [withoutReplicas, { target: 'replica' }, 'the topology has no replicas'];
const noVoters: Refusal = [replicated, { target: 'majority' }, 'topology replicated has no voters'];
const noCommand: Refusal = [memcached, {}, 'Memcached has no command for this'];
const noAgents: Refusal = [standalone, {}, 'it strikes an agent, which only a run with agents has'];
const dataNodesOnly: Refusal = [sentinel, { target: 'majority' }, 'it applies only to data nodes'];

const moving = { kind: 'moving', fraction: 0.1, share: 0.9, periodOperations: 100 } as const;

function originRefusals(reason: string): readonly Refusal[] {
  return [
    [standalone, {}, 'it requires a run with an origin (origin.kind: postgres or http)'],
    [standalone, {}, reason, { origin: { kind: 'existing' } }],
  ];
}

const refusals: Readonly<Record<FaultName, readonly Refusal[]>> = {
  'agent-kill': [noAgents],
  'agent-stop': [noAgents],
  'busy-server': [noSuchNode, noCommand, dataNodesOnly],
  'client-pause': [noSuchNode, noCommand, dataNodesOnly],
  'connection-storm': [noSuchNode, noCommand, dataNodesOnly],
  'double-failover': [
    [replicated, {}, 'topology replicated has no promotion'],
    [cluster, {}, 'it requires 2'],
  ],
  'drop-replies': [noSuchNode, noReplica],
  'empty-restart': [noSuchNode, noReplica],
  exec: [
    [standalone, {}, 'it requires a command'],
    [sentinel, { command: 'true', target: { node: 'n9' } }, 'there is no such node'],
  ],
  'expire-hot-key': [
    [standalone, {}, 'it strikes the keys of a load, which only a run has', { workload: null }],
    [
      standalone,
      {},
      'the hot keys of distribution moving change during the run',
      { workload: { distribution: moving } },
    ],
  ],
  'fill-disk': [
    [standalone, {}, 'set topology.config.appendonly: true'],
    [memcached, {}, 'Memcached has no command'],
  ],
  flap: [noSuchNode, noReplica],
  flush: [
    [memcached, { how: 'expire' }, "Memcached can't list its keys"],
    [sentinel, { target: { node: 's1' } }, 'it applies only to data nodes'],
  ],
  'host-loss': [noSuchNode, noReplica],
  'kill-process': [
    noSuchNode,
    noReplica,
    noVoters,
    [sentinel, { target: { zone: 'az-9' } }, 'zones: az-1, az-2, az-3'],
    [cluster, { target: 'sentinel' }, 'topology cluster has no sentinels'],
  ],
  'lose-replica': [
    [standalone, {}, 'no replicas'],
    [memcached, {}, 'no replicas'],
  ],
  'lose-sentinels': [
    [cluster, {}, 'topology cluster has no sentinels'],
    ['{ kind: sentinel, replicas: 1, sentinel: { count: 1, quorum: 1 } }', { share: 'minority' }, 'it requires 3'],
  ],
  'memory-limit': [noSuchNode, noCommand, dataNodesOnly],
  'origin-kill': originRefusals('the process of origin existing is out of reach'),
  'origin-limit': originRefusals("origin existing can't be limited"),
  'origin-slow': originRefusals("origin existing can't be made slower"),
  'origin-stop': originRefusals('the process of origin existing is out of reach'),
  partition: [
    [sentinel, { between: ['primary', { zone: 'az-9' }] }, 'zones: az-1, az-2, az-3'],
    [sentinel, { between: ['clients', 'clients'] }, 'there are no links'],
    [cluster, { between: ['primary', 'sentinels'] }, 'has no sentinels'],
    [standalone, {}, ', nodes do not connect to each other; set from: clients'],
    [memcached, {}, ', nodes do not connect to each other; set from: clients'],
  ],
  'pause-process': [noSuchNode, noReplica, noVoters],
  'planned-failover': [
    noCommand,
    [standalone, {}, 'topology standalone has no replicas'],
    [withoutReplicas, {}, 'no replicas to hand over to'],
    [replicated, { method: 'sentinel' }, 'has no sentinels'],
    [replicated, { method: 'cluster' }, 'is not a Redis Cluster'],
    [cluster, { method: 'failover' }, 'members of a cluster refuse FAILOVER'],
    [sentinel, { mode: 'force' }, 'topology sentinel is not a Redis Cluster'],
    [sentinel, { target: 'replica' }, "a replica can't hand over"],
  ],
  'reset-connections': [
    [withoutReplicas, { target: 'replica' }, 'has no replicas'],
    [memcached, { how: 'fin' }, 'Memcached has no command'],
    [sentinel, { how: 'fin', from: 'peers' }, 'closes the connections of clients'],
  ],
  'rolling-restart': [
    [standalone, {}, 'topology standalone has no replicas'],
    [withoutReplicas, {}, 'no replicas to hand over to'],
  ],
  'slow-link': [
    [sentinel, { delay: '0ms' }, 'set delay or bandwidth'],
    [standalone, { from: 'peers' }, 'nodes do not connect to each other'],
  ],
  'slow-replica': [
    [withoutReplicas, {}, 'has no replicas'],
    [memcached, {}, 'has no replicas'],
    [sentinel, { delay: '0ms' }, 'set delay or bandwidth'],
  ],
  'stop-gracefully': [noSuchNode, noReplica],
  'zone-loss': [
    [sentinel, { target: { zone: 'az-9' } }, 'zones: az-1, az-2, az-3'],
    [oneZone, {}, 'zones to 2 or more'],
  ],
};

const rows = Object.entries(refusals).flatMap(([name, all]) =>
  all.map(
    ([topology, options, reason, site = {}]) =>
      [name as FaultName, topology, JSON.stringify(options), reason, options, site] as const,
  ),
);

it.each(rows)('%s is refused at %s with %s: %s', async (name, topology, _, reason, options, site) => {
  const usual = {
    topology: await planOf(topology),
    origin: null,
    workload: { distribution: { kind: 'uniform' } },
  } as const;
  expect(faultRefusal(chooseFault(name, options), { ...usual, ...site })).toContain(reason);
});

it.each(['host-loss', 'partition', 'slow-link', 'drop-replies', 'reset-connections'] as const)(
  '%s needs relays, and harms nobody without',
  async (name) => {
    await using service = await startFakeService(await planOf(sentinel));
    const struck = strikeWithDefaults(name, service.cluster);
    await expect(struck).rejects.toThrow('needs relays');
    expect(service.cluster.nodes.every(({ running }) => running)).toBe(true);
  },
);

it.each(['partition', 'slow-link', 'slow-replica', 'drop-replies'] as const)(
  '%s proves nothing once it is healed',
  async (name) => {
    await using service = await startFakeService(await planOf(sentinel), { relays: { clientsZone: null } });
    const injection = await strikeWithDefaults(name, service.cluster);
    await injection.heal();
    expect(await injection.prove()).toBeUndefined();
  },
);

function strikeWithDefaults(name: FaultName, cluster: Cluster) {
  const fault = faultNamed(name);
  return fault.inject(cluster, fault.options.parse({}), forkRandom(1, 'fault/0'), noSurroundings);
}

it('a node that is gone is no target', async () => {
  await using service = await startFakeService(await planOf(sentinel));
  await service.cluster.nodes[1]?.process?.kill();
  const options = faults['kill-process'].options.parse({ target: { node: 'n2' } });
  await expect(
    faults['kill-process'].inject(service.cluster, options, forkRandom(1, 'x'), noSurroundings),
  ).rejects.toThrow('found no running node n2');
});

it('exec reports why a command failed to prove its effect, and stops it at its time limit', async () => {
  await using service = await startFakeService(await planOf(standalone));
  const strike = async (written: Readonly<Record<string, unknown>>) => {
    const { exec } = faults;
    const options = exec.options.parse(written);
    return (await exec.inject(service.cluster, options, forkRandom(1, 'x'), noSurroundings)).prove();
  };
  const failing = { command: 'sh', arguments: ['-c', 'echo no such cluster; exit 3'] };
  await expect(strike(failing)).rejects.toThrow('sh ended with exit code 3: no such cluster');
  await expect(strike({ command: 'sleep', arguments: ['60'], timeout: '100ms' })).rejects.toThrow('did not end within');
});
