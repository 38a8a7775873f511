import { expect, it } from 'vitest';
import type { Injection } from '../../src/fault/fault.js';
import { chooseFault } from '../../src/fault/fault-plan.js';
import { faultRefusal } from '../../src/fault/needs.js';
import { type FaultName, faultNamed } from '../../src/fault/registry.js';
import { forkRandom } from '../../src/random/random.js';
import { type FakeService, planOf, startFakeService } from './fake-service.js';

const standalone = '{ kind: standalone }';
const replicated = '{ kind: replicated, replicas: 2 }';
const sentinel = '{ kind: sentinel, replicas: 2, zones: 3 }';
const cluster = '{ kind: cluster, shards: 3, replicas: 1, zones: 3 }';
const managed = '{ kind: managed, replicas: 2, zones: 3 }';
const memcached = '{ kind: memcached, shards: 2 }';
const onDisk = '{ kind: standalone, config: { appendonly: true } }';

/** A strike at a fake service, to test what the fault does; test/integration/fault tests how real servers react. */
interface Strike {
  readonly at: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Ids, separated by spaces. */
  readonly targets: string | RegExp;
  readonly proof: RegExp;
  readonly elects?: true;
  readonly clientsZone?: string;
  /** What holds until it is healed. */
  during?(service: FakeService, injection: Injection): void | Promise<void>;
  /** What holds once it is healed. */
  after?(service: FakeService): void;
}

const gone = /^process(es)? [\d, ]+ (is|are) gone$/;
const stopped = /^process \d+ is stopped$/;
const slow = /^an echo from \S+ to \S+ takes \d+\.\d ms \(\d+\.\d ms before\)/;
const running = ({ cluster }: FakeService) =>
  cluster.nodes
    .filter(({ running }) => running)
    .map(({ id }) => id)
    .join(' ');
const settingOf = ({ servers }: FakeService, name: string) => servers.get('n1')?.settings.get(name);
const keysOf = ({ servers }: FakeService) => [...servers.values()].map(({ keys }) => keys);

const strikes: Readonly<Record<FaultName, readonly Strike[]>> = {
  'agent-kill': [
    {
      at: standalone,
      options: { agent: 2 },
      targets: '',
      proof: /^the process of agent-2 is gone$/,
      during: ({ agents }) => expect(agents.map(({ signals }) => signals)).toEqual([[], ['SIGKILL']]),
    },
  ],
  'agent-stop': [
    {
      at: sentinel,
      targets: '',
      proof: /^the process of agent-1 is stopped$/,
      after: ({ agents }) => expect(agents[0]?.signals).toEqual(['SIGSTOP', 'SIGCONT', 'SIGCONT']),
    },
  ],
  'busy-server': [{ at: replicated, options: { for: '50ms' }, targets: 'n1', proof: /^n1 delayed an echo by \d+ ms$/ }],
  'client-pause': [
    {
      at: sentinel,
      targets: 'n1',
      proof: /^n1: commands that may write paused for at most 3 s/,
      after: ({ commands }) => expect(commands.at(-1)).toBe('n1 CLIENT UNPAUSE'),
    },
    {
      at: cluster,
      options: { target: 'every-primary', mode: 'all', for: '100ms' },
      targets: 'n1 n2 n3',
      proof: /^n1, n2, n3: every command paused for at most 100 ms/,
      after: ({ commands }) => expect(commands).not.toContain('n1 CLIENT UNPAUSE'),
    },
  ],
  'connection-storm': [
    { at: cluster, targets: 'n1 n2 n3', proof: /^n1 closed 4 connections; n2 closed 4 connections; n3 closed/ },
    {
      at: replicated,
      options: { how: 'maxclients', limit: 2 },
      targets: 'n1',
      proof: /^n1 closed 4 connections and takes 2$/,
      after: (service) => expect(settingOf(service, 'maxclients')).toBe('10000'),
    },
  ],
  'double-failover': [
    {
      at: sentinel,
      elects: true,
      targets: 'n1 n2',
      proof: /^n1: process \d+ is gone; its successor n2: process \d+ is gone$/,
      during: ({ cluster }) => expect(cluster.primaryOf(0)?.id).toBe('n3'),
    },
    {
      at: '{ kind: cluster, shards: 3, replicas: 2, zones: 3 }',
      options: { method: 'host-loss' },
      clientsZone: 'none',
      elects: true,
      targets: /^n(\d) n\d$/,
      proof: /discarded 7 bytes; its successor n\d: process \d+ is gone, and its links discarded 7 bytes$/,
    },
  ],
  'drop-replies': [
    {
      at: standalone,
      clientsZone: 'none',
      targets: 'n1',
      proof: /^7 bytes of replies were dropped on 1 connections, and no echo returned$/,
    },
  ],
  'empty-restart': [
    {
      at: replicated,
      targets: 'n1',
      proof: /^process \d+ is gone, and process \d+ is running instead after \d+ ms, started without data$/,
      during: (service) => {
        expect(keysOf(service)).toEqual([0, 3, 3]);
        expect(running(service)).toBe('n1 n2 n3');
      },
    },
  ],
  exec: [
    {
      at: memcached,
      options: {
        command: 'sh',
        arguments: ['-c', 'test "$CACHE_BENCH_TARGETS" = n2=127.0.2.2:6379'],
        target: { node: 'n2' },
      },
      targets: 'n2',
      proof: /^sh exited with 0$/,
    },
  ],
  'expire-hot-key': [
    {
      at: standalone,
      targets: 'n1',
      proof: /^n1: 1 of 1 keys existed and expired$/,
      after: ({ commands }) => expect(commands).toEqual(['n1 PEXPIRE key-0 1']),
    },
    {
      at: cluster,
      options: { count: 4 },
      targets: 'n1 n2 n3',
      proof: /^n1: 2 of 2 keys existed and expired, n2: 1 of 1 keys .*, n3: 1 of 1 keys/,
      after: (service) => expect(keysOf(service)).toEqual([1, 2, 2, 3, 3, 3]),
    },
    {
      at: memcached,
      options: { count: 2 },
      targets: 'n1 n2',
      proof: /^n1: 1 of 1 keys existed and expired, n2: 1 of 1 keys existed and expired$/,
      after: ({ commands }) => expect(commands).toEqual(['n1 touch key-0 -1', 'n2 touch key-1 -1']),
    },
  ],
  'fill-disk': [
    {
      at: onDisk,
      options: { room: '4kb' },
      targets: 'n1',
      proof: /^n1 can't append beyond 4196 bytes, and it reports that \(aof/,
    },
  ],
  flap: [
    { at: standalone, options: { down: '50ms', up: '10ms' }, targets: 'n1', proof: /paused for 50 ms, up to 5 times$/ },
  ],
  flush: [
    {
      at: cluster,
      options: { target: { node: 'n2' } },
      targets: 'n2',
      proof: /^n2: 3 keys removed$/,
      during: (service) => expect(keysOf(service)).toEqual([3, 0, 3, 3, 3, 3]),
    },
    { at: standalone, options: { how: 'expire' }, targets: 'n1', proof: /^n1: 3 keys removed$/ },
    { at: memcached, options: { target: { node: 'n2' } }, targets: 'n2', proof: /^n2: all keys removed$/ },
  ],
  'host-loss': [
    {
      at: sentinel,
      clientsZone: 'none',
      targets: 'n1',
      proof: /^process \d+ is gone, and its links discarded 7 bytes$/,
      during: async (service, { reportLoss }) => {
        expect(running(service)).toBe('n2 n3 s1 s2 s3');
        expect(await reportLoss?.()).toEqual({ discardedBytes: 7, replication: [] });
      },
    },
  ],
  'kill-process': [
    { at: sentinel, targets: 'n1', proof: gone, during: (service) => expect(running(service)).toBe('n2 n3 s1 s2 s3') },
    { at: sentinel, options: { target: 'minority' }, targets: /^s\d$/, proof: gone },
    { at: cluster, options: { target: 'majority' }, targets: /^n[123] n[123]$/, proof: gone },
    { at: sentinel, options: { target: { zone: 'az-2' } }, targets: 'n2 s2', proof: gone },
    { at: memcached, options: { target: 'every-node', signal: 'SIGSEGV' }, targets: 'n1 n2', proof: gone },
  ],
  'lose-replica': [
    { at: replicated, targets: /^n[23]$/, proof: gone },
    { at: cluster, options: { target: 'every-replica' }, targets: 'n4 n5 n6', proof: gone },
  ],
  'lose-sentinels': [
    { at: sentinel, targets: /^s\d s\d$/, proof: gone },
    { at: sentinel, options: { share: 'minority' }, targets: /^s\d$/, proof: gone },
    { at: sentinel, options: { share: 'all' }, targets: 's1 s2 s3', proof: gone },
  ],
  'memory-limit': [
    {
      at: replicated,
      options: { policy: 'allkeys-lru', share: 0.05 },
      targets: 'n1',
      proof: /^n1 has maxmemory 50000 \(allkeys-lru\), and used 1000000 bytes$/,
      after: (service) => {
        expect(settingOf(service, 'maxmemory')).toBe('0');
        expect(settingOf(service, 'maxmemory-policy')).toBe('volatile-ttl');
      },
    },
  ],
  'origin-kill': [
    {
      at: standalone,
      targets: '',
      proof: /^the origin accepts no connections$/,
      during: ({ origin }) => expect(origin.state).toBe('killed'),
      after: ({ origin }) => expect(origin.state).toBe('serving'),
    },
  ],
  'origin-limit': [
    {
      at: memcached,
      options: { most: 2 },
      targets: '',
      proof: /^the origin accepts at most 2 at once$/,
      during: ({ origin }) => expect(origin.most).toBe(2),
      after: ({ origin }) => expect(origin.most).toBeNull(),
    },
  ],
  'origin-slow': [
    {
      at: cluster,
      options: { delay: '30ms' },
      targets: '',
      proof: /^a read takes 30\.0 ms \(1\.0 ms before\)$/,
      during: ({ origin }) => expect(origin.readMs).toBe(30),
      after: ({ origin }) => expect(origin.readMs).toBe(1),
    },
  ],
  'origin-stop': [
    {
      at: sentinel,
      targets: '',
      proof: /^every process of the origin is stopped$/,
      during: ({ origin }) => expect(origin.state).toBe('stopped'),
      after: ({ origin }) => expect(origin.state).toBe('serving'),
    },
  ],
  partition: [
    {
      at: sentinel,
      clientsZone: 'none',
      targets: 'n1',
      proof: /^6 connections are cut: no echo returned within \d+ ms \(.*to n1/,
    },
    { at: managed, clientsZone: 'none', targets: 'n1', proof: /^\d+ connections are cut: no echo returned .*to n1/ },
    {
      at: memcached,
      options: { target: { node: 'n2' }, from: 'clients' },
      clientsZone: 'none',
      targets: 'n2',
      proof: /^1 connections are cut: .* \(clients to n2\)$/,
    },
    {
      at: replicated,
      options: { between: ['primary', 'every-replica'], direction: 'to' },
      clientsZone: 'none',
      targets: 'n1 n2 n3',
      proof: /n2 to n1/,
    },
  ],
  'pause-process': [
    { at: memcached, options: { target: { node: 'n2' } }, targets: 'n2', proof: stopped },
    { at: sentinel, options: { target: 'sentinel' }, targets: /^s\d$/, proof: stopped },
  ],
  'planned-failover': [
    {
      at: replicated,
      targets: 'n1',
      proof: /^n[23] replaced n1 as primary$/,
      // Clients know one address only: it is the primary's again.
      after: ({ cluster }) => expect(cluster.primaryOf(0)?.id).toBe('n1'),
    },
    {
      at: sentinel,
      targets: 'n1',
      proof: /^n2 replaced n1 as primary$/,
      after: ({ cluster, commands }) => {
        expect(commands).toContain('s1 SENTINEL FAILOVER cache');
        expect(cluster.primaryOf(0)?.id).toBe('n2');
      },
    },
    ...(['default', 'force', 'takeover'] as const).map((mode) => ({
      at: cluster,
      options: { target: 'every-primary', mode },
      targets: 'n1 n2 n3',
      proof: /^n4 replaced n1 as primary, n5 replaced n2 as primary, n6 /,
      after: ({ commands }: FakeService) =>
        expect(commands).toContain(mode === 'default' ? 'n4 CLUSTER FAILOVER' : `n4 CLUSTER FAILOVER ${mode}`),
    })),
  ],
  'reset-connections': [
    {
      at: sentinel,
      clientsZone: 'none',
      targets: 'n1',
      proof: /^1 connections were reset, including 1 of cache-bench's own$/,
    },
    { at: cluster, options: { target: { node: 'n3' }, how: 'fin' }, targets: 'n3', proof: /^n3 closed 4 connections$/ },
  ],
  'rolling-restart': [
    {
      at: sentinel,
      targets: 'n1 n2 n3',
      proof: /^n2, n3, n1 were restarted in this order, and n1 handed over to n2; at least 1 replica stayed in sync$/,
      during: ({ commands }) => expect(commands).toContain('n1 CLIENT UNPAUSE'),
    },
    {
      at: replicated,
      targets: 'n1 n2 n3',
      proof: /^n2, n3, n1 were restarted in this order, and n1 handed over to n2; /,
      during: ({ cluster }) => expect(cluster.primaryOf(0)?.id).toBe('n1'),
    },
    {
      at: cluster,
      targets: 'n1 n2 n3 n4 n5 n6',
      proof: /^n4, n1, n5, n2, n6, n3 were restarted .* n3 handed over to n6; a shard with a node down had no other/,
    },
  ],
  'slow-link': [
    { at: standalone, options: { delay: '10ms', from: 'clients' }, clientsZone: 'none', targets: 'n1', proof: slow },
  ],
  'slow-replica': [
    { at: replicated, options: { delay: '10ms' }, clientsZone: 'none', targets: /^n[23]$/, proof: slow },
    { at: replicated, options: { how: 'pause' }, clientsZone: 'none', targets: /^n[23]$/, proof: stopped },
  ],
  'stop-gracefully': [{ at: cluster, targets: /^n[123]$/, proof: /^process \d+ is gone \(SIGTERM\)$/ }],
  'zone-loss': [
    {
      at: sentinel,
      clientsZone: 'az-3',
      targets: 'n1 s1',
      proof: /^processes \d+, \d+ are gone, and their links discarded 14 bytes$/,
    },
    {
      at: sentinel,
      options: { target: { zone: 'az-1' } },
      clientsZone: 'az-1',
      targets: 'n1 s1',
      proof: /discarded 14 bytes; the clients in az-1 are cut off$/,
    },
  ],
};

const rows = Object.entries(strikes).flatMap(([name, all]) =>
  all.map((strike) => [name as FaultName, strike.at, JSON.stringify(strike.options ?? {}), strike] as const),
);

it.each(rows)(
  '%s strikes %s with %s, proves it, and is healed twice without harm',
  async (name, _at, _options, strike) => {
    const plan = await planOf(strike.at);
    const { clientsZone, elects = false } = strike;
    await using service = await startFakeService(plan, {
      elects,
      ...(clientsZone !== undefined && { relays: { clientsZone: clientsZone === 'none' ? null : clientsZone } }),
    });
    const choice = chooseFault(name, strike.options ?? {});
    const site = {
      topology: plan,
      origin: { kind: 'postgres' },
      workload: { distribution: { kind: 'uniform' } },
      agents: { count: 2 },
    } as const;
    expect(faultRefusal(choice, site)).toBeUndefined();
    const hottestKeys = (count: number) => Array.from({ length: count }, (_, rank) => `key-${rank}`);
    const injection = await faultNamed(name).inject(service.cluster, choice.options, forkRandom(1, 'fault/0'), {
      ...{ origin: service.origin, agents: service.agents },
      hottestKeys,
    });
    expect(await injection.prove()).toMatch(strike.proof);
    const targets = injection.targets.map(({ id }) => id).sort();
    expect(targets.join(' ')).toEqual(
      typeof strike.targets === 'string' ? strike.targets : expect.stringMatching(strike.targets),
    );
    await strike.during?.(service, injection);
    await injection.heal();
    await injection.heal();
    strike.after?.(service);
  },
);
