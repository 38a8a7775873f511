import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { missing, notObserved } from '../../../src/audit/observation.js';
import { createMetaProtocol } from '../../../src/load/driver/wire/memcached/meta-protocol.js';
import { createTextProtocol } from '../../../src/load/driver/wire/memcached/text-protocol.js';
import type { ProtocolReader, ReplyKind, ReplyListener } from '../../../src/load/driver/wire/protocol.js';
import { memcachedKinds } from '../../../src/load/operation/registry.js';
import { Slots } from '../../../src/load/slots.js';
import { anyVersion } from '../../../src/model/engine-request.js';
import { placement } from '../../../src/model/hashing/placement.js';
import type { Endpoint } from '../../../src/model/node.js';
import { keyName } from '../../../src/model/write-stamp.js';
import type { PoolPlan } from '../../../src/topology/pool-options.js';
import type { StartContext } from '../../../src/topology/topology.js';
import { memcachedOptions } from '../../load/driver/wire/memcached/memcached-options.js';
import { requireEngine, topologies } from '../fixtures/built.js';
import { clusterSite, endpointsOf, remainsOf, runTag, sentinelPlan } from '../fixtures/cluster.js';

const binary = await requireEngine(anyVersion('memcached'), { onProgress: () => {} });

async function startPool(plan: Partial<PoolPlan> = {}, given: Partial<StartContext> = {}) {
  const site = await clusterSite({ binary, ...given });
  try {
    const pool: PoolPlan = {
      ...sentinelPlan,
      engine: 'memcached',
      replicas: 0,
      hashing: 'ketama',
      ejectLost: false,
      ...plan,
    };
    const cluster = await topologies.memcached.start(pool, site.context);
    return {
      cluster,
      folder: site.folder,
      async [Symbol.asyncDispose]() {
        await cluster[Symbol.asyncDispose]();
        await site[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
}

describe.each([
  [1, {}, false],
  [3, { hashing: 'modulo' } as const, false],
  [3, {}, true],
])('a pool of %d memcached servers %o (relays: %s)', (shards, plan, clientRelays) => {
  it('serves, distributes keys like its clients, and leaves nothing behind', async () => {
    const started = await startPool({ shards, ...plan }, { clientRelays });
    const { cluster } = started;
    const remains = {
      pids: cluster.nodes.map(({ process }) => process.pid),
      endpoints: endpointsOf(cluster),
      folders: [started.folder],
    };
    try {
      // Each keeps its original address.
      expect(
        cluster
          .describe()
          .map(({ id, zone, role, shard }) => `${id} ${zone} ${role} ${shard}`)
          .sort(),
      ).toEqual(['n1 az-1 server 0', 'n2 az-2 server 1', 'n3 az-3 server 2'].slice(0, shards));
      expect(cluster.isRedundant()).toBe(true);
      expect(await cluster.converge(30_000)).toBe(true);
      const view = cluster.clientView;
      if (view.kind !== 'pool') throw new Error(`the clients see a ${view.kind}`);
      const place = placement(
        view.hashing,
        view.servers.map(({ endpoint }) => endpoint),
      );
      const names = Array.from({ length: 300 }, (_, key) => keyName(runTag, key));
      expect(names.map((name) => cluster.shardOf(name))).toEqual(names.map(place));
      expect(new Set(names.map(place)).size).toBe(shards);

      for (let shard = 0; shard < shards; shard += 1) {
        const node = cluster.primaryOf(shard)!;
        expect(cluster.replicasOf(shard)).toEqual([]);
        const before = await cluster.data.inspect(node);
        await cluster.data.write(node, ['key', `of ${shard}`, 'other', 'é\r\nEND\r\n']);
        expect(await cluster.data.read(node, ['none', 'other', 'key'])).toEqual([null, 'é\r\nEND\r\n', `of ${shard}`]);
        const after = await cluster.data.inspect(node);
        expect([after!.calls.set! - before!.calls.set!, after!.calls.get! - before!.calls.get!]).toEqual([2, 3]);
        expect(after!.usedMemoryBytes).toBeGreaterThan(0);
        await expect(cluster.data.write(node, ['big', 'x'.repeat(3 * 1024 * 1024)])).rejects.toThrow('too large');
        expect(await cluster.data.read(node, ['key'])).toEqual([`of ${shard}`]);
      }
    } finally {
      await started[Symbol.asyncDispose]();
    }
    expect(await remainsOf(remains)).toEqual([]);
  });
});

describe('a dead server of a pool', () => {
  it('is detected, and returns empty behind the same endpoint, restarted or replaced', async () => {
    await using started = await startPool({ shards: 3 }, { clientRelays: true });
    const { cluster } = started;
    const dead = cluster.primaryOf(1)!;
    const view = cluster.clientView;
    for (const bringBack of ['replace', 'restart'] as const) {
      await cluster.data.write(dead, ['key', 'value']);
      await cluster.network!.loseHosts([dead.id]);
      await dead.process!.kill();
      expect(cluster.primaryOf(1)).toBeUndefined();
      expect(cluster.primaryOf(0)?.id).toBe('n1');
      expect(cluster.isRedundant()).toBe(false);
      expect([0, 1, 2].map((shard) => cluster.isGone?.(shard))).toEqual([false, true, false]);
      // It does not return by itself: only the others are awaited.
      expect(await cluster.converge(60_000)).toBe(true);
      await expect(cluster.data.read(dead, ['key'])).rejects.toThrow();

      expect(bringBack === 'replace' ? await cluster.replace(dead) : await cluster.restart(dead)).toBe(
        bringBack === 'replace' ? dead : undefined,
      );
      expect(await cluster.converge(60_000)).toBe(true);
      expect(cluster.primaryOf(1)).toBe(dead);
      expect(cluster.clientView).toEqual(view);
      expect(await cluster.data.read(dead, ['key'])).toEqual([null]);
      expect(await version(dead.clientAddress)).toMatch(/^VERSION /);
    }
  });
});

describe('a pool that cannot start', () => {
  it('quotes memcached about its options', async () => {
    await expect(startPool({ config: { 'no-such-option': '1' } })).rejects.toThrow(/no-such-option/);
  });

  it('passes on options by their long and short names', async () => {
    await using started = await startPool({
      config: { 'memory-limit': '32', t: '2', 'disable-evictions': 'yes' },
      nodeConfig: { n1: { 'memory-limit': '64' } },
    });
    const node = started.cluster.primaryOf(0)!;
    const settings = await ask(node.address, 'stats settings\r\n', /END\r\n$/);
    for (const line of ['maxbytes 67108864', 'num_threads 2', 'evictions off'])
      expect(settings).toContain(`STAT ${line}\r\n`);
  });
});

describe('a real memcached', () => {
  it.each([
    ['meta', createMetaProtocol],
    ['text', createTextProtocol],
  ] as const)('returns in the %s protocol what each chained write replaced', async (_name, create) => {
    await using started = await startPool();
    const slots = new Slots(1, 1);
    const protocol = create(memcachedOptions(slots, { runTag }));
    await using server = await speak(started.cluster.primaryOf(0)!.address, protocol.createReader);
    for (const { request, refusal } of protocol.handshake) {
      const [reply] = await server.exchange(Buffer.from(request), 1);
      expect(refusal(reply!.kind, reply!.text)).toBeUndefined();
    }
    const operate = async (kind: 'get' | 'set', sequence: number) => {
      slots.kind[0] = kind === 'get' ? 0 : 1;
      slots.key[0] = 7;
      slots.sequence[0] = sequence;
      const target = Buffer.alloc(protocol.mostRequestBytes);
      const request = target.subarray(0, protocol.encode(0, target, 0));
      const replies = await server.exchange(request, protocol.hasTwoReplies(0) ? 2 : 1);
      return replies.map(({ kind: of, text, integer }, index) => {
        const bytes = Buffer.from(text);
        return index === 0
          ? protocol.show(0, of, bytes, 0, bytes.length, integer)
          : protocol.doubt(0, of, bytes, 0, bytes.length, integer);
      });
    };
    expect(await operate('get', 0)).toEqual([missing]);
    expect(await operate('set', 1)).toEqual([missing, '']);
    expect(await operate('set', 2)).toEqual([1, '']);
    expect(await operate('get', 0)).toEqual([2]);
  });

  it.each([
    ['meta', createMetaProtocol],
    ['text', createTextProtocol],
  ] as const)('answers every kind of operation correctly in the %s protocol', async (_name, create) => {
    await using started = await startPool();
    const slots = new Slots(1, 1);
    const mix = Object.fromEntries(memcachedKinds.map((kind) => [kind, 1]));
    const options = memcachedOptions(slots, { runTag, chain: false, ttlSeconds: 100, mix });
    const protocol = create(options);
    await using server = await speak(started.cluster.primaryOf(0)!.address, protocol.createReader);
    const ask = async (kind: string) => {
      slots.kind[0] = options.operations.findIndex(({ name }) => name === kind);
      slots.key[0] = 2;
      slots.sequence[0] = 1;
      const target = Buffer.alloc(protocol.mostRequestBytes);
      const [reply] = await server.exchange(target.subarray(0, protocol.encode(0, target, 0)), 1);
      const bytes = Buffer.from(reply!.text);
      return protocol.show(0, reply!.kind, bytes, 0, bytes.length, reply!.integer);
    };
    expect(await ask('get')).toBe(missing);
    expect(await ask('set')).toBe(notObserved);
    expect(await ask('get')).toBe(1);
    expect(await ask('getex')).toBe(1);
    expect(await ask('expire')).toBe(notObserved);
    expect(await ask('del')).toBe(notObserved);
    expect(await ask('get')).toBe(missing);
    expect([notObserved, missing]).toContain(await ask('incr'));
  });
});

interface Heard {
  readonly kind: ReplyKind;
  readonly text: string;
  readonly integer: number;
}

/** A connection on which requests get their replies one at a time. */
async function speak(endpoint: Endpoint, createReader: (listener: ReplyListener) => ProtocolReader) {
  const socket = connect(endpoint);
  const heard: Heard[] = [];
  let wake = () => {};
  const reader = createReader((kind, buffer, start, end, integer) => {
    heard.push({ kind, text: buffer.toString('latin1', start, end), integer });
  });
  let broken = '';
  socket.on('data', (piece: Buffer) => {
    if (!reader.read(piece, piece.length)) broken = piece.toString('latin1');
    wake();
  });
  return {
    async exchange(request: Buffer, replies: number): Promise<readonly Heard[]> {
      socket.write(request);
      while (heard.length < replies && broken === '') await new Promise<void>((resolve) => (wake = resolve));
      if (broken !== '') throw new Error(`not understood: ${broken}`);
      return heard.splice(0);
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

function version(endpoint: Endpoint): Promise<string> {
  return ask(endpoint, 'version\r\n', /\r\n$/);
}

function ask(endpoint: Endpoint, request: string, whole: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(endpoint, () => socket.write(request));
    let received = '';
    socket.on('data', (piece) => {
      received += piece.toString();
      if (!whole.test(received)) return;
      socket.destroy();
      resolve(received);
    });
    socket.on('error', reject);
  });
}
