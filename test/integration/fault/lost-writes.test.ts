import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { observedSequence } from '../../../src/audit/observation.js';
import { LinkIndex } from '../../../src/audit/relay-evidence.js';
import { noSurroundings } from '../../../src/fault/fault.js';
import { formatStamp, keyName } from '../../../src/model/write-stamp.js';
import { forkRandom } from '../../../src/random/random.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { parseReplicationInfo } from '../../../src/topology/replication-info.js';
import type { Cluster } from '../../../src/topology/topology.js';
import { until } from '../../link/fixtures/sockets.js';
import { faults } from '../fixtures/built.js';
import { runTag, startCluster } from '../fixtures/cluster.js';

const keys = 50;

/** A direct connection to a node, past every relay. */
async function connectTo(node: ClusterNode): Promise<Redis & AsyncDisposable> {
  const connection = new Redis({ ...node.address, lazyConnect: true, retryStrategy: () => null });
  connection.on('error', () => {});
  await connection.connect();
  return Object.assign(connection, { [Symbol.asyncDispose]: async () => connection.disconnect() });
}

/** Writes each key's next sequence, key by key, and remembers what was acknowledged. */
class Writer {
  readonly acknowledged = new Int32Array(keys);
  readonly #issued = new Int32Array(keys);
  readonly #lostFrom = new Int32Array(keys);
  readonly #lostTo = new Int32Array(keys);

  /** `count` writes to each of the first `span` keys, all at once. */
  async write(connection: Redis, span: number, count: number): Promise<void> {
    const writes = Array.from({ length: span * count }, (_, index) => {
      const keyIndex = index % span;
      const sequence = this.#issued[keyIndex]! + 1;
      this.#issued[keyIndex] = sequence;
      return connection.set(keyName(runTag, keyIndex), formatStamp({ runTag, keyIndex, sequence })).then(
        () => {
          this.acknowledged[keyIndex] = sequence;
        },
        () => {},
      );
    });
    await Promise.all(writes);
  }

  /** Keeps writing until the connection is gone. */
  async writeToTheEnd(connection: Redis, span: number): Promise<void> {
    while (connection.status === 'ready') await this.write(connection, span, 1);
  }

  /** A host was lost, and with it its writes above these. */
  survived(last: readonly number[]): void {
    this.#lostFrom.set(last);
    this.#lostTo.set(this.#issued);
    this.acknowledged.set(last);
  }

  /** The acknowledged writes of a key, without those lost earlier. */
  writesOf(keyIndex: number): { readonly keyIndex: number; readonly sequence: number }[] {
    return Array.from({ length: this.acknowledged[keyIndex]! }, (_, index) => ({
      keyIndex,
      sequence: index + 1,
    })).filter(({ sequence }) => sequence <= this.#lostFrom[keyIndex]! || sequence > this.#lostTo[keyIndex]!);
  }
}

/** The last sequence of each key on a node. */
async function heldBy(cluster: Cluster, node: ClusterNode): Promise<number[]> {
  const names = Array.from({ length: keys }, (_, keyIndex) => keyName(runTag, keyIndex));
  const values = await cluster.data.read(node, names);
  return values.map((value, keyIndex) => Math.max(0, observedSequence(value ?? null, runTag, keyIndex)));
}

/**
 * Loses the primary's host while writes are in flight, promotes a replica, and compares the relays' report on each
 * replica with its data.
 */
async function loseAndCompare(
  cluster: Cluster,
  writer: Writer,
  elected: ClusterNode,
  span: number,
): Promise<{ readonly lost: number; readonly links: number }> {
  const primary = cluster.primaryOf(0)!;
  await using connection = await connectTo(primary);
  await writer.write(connection, span, 10);
  await connection.wait(cluster.replicasOf(0).length, 30_000);
  const writing = writer.writeToTheEnd(connection, span);
  const options = faults['host-loss'].options.parse({ target: 'primary' });
  const injection = await faults['host-loss'].inject(cluster, options, forkRandom(1, 'fault/0'), noSurroundings);
  expect(await injection.prove()).toBeDefined();
  await writing;
  // A promotion discards what a replica has received but not yet parsed; Sentinel promotes much later.
  for (const node of cluster.replicasOf(0)) await atRest(node);
  await promote(elected);
  await until(() => cluster.primaryOf(0) === elected);

  const { replication } = (await injection.reportLoss?.())!;
  const lost: number[] = [];
  for (const link of replication) {
    expect(link.followed).toBe(true);
    const replica = cluster.nodes.find(({ id }) => id === link.replica)!;
    const index = new LinkIndex({ ...link, survived: true });
    const held = await heldBy(cluster, replica);
    // Each write that the replica lacks was discarded, or died before the relay read it; no other was.
    const everyWrite = held.flatMap((last, keyIndex) => writer.writesOf(keyIndex).map((write) => ({ ...write, last })));
    const wrong = everyWrite.filter((write) => index.delivered(write) !== write.sequence <= write.last);
    expect(wrong).toEqual([]);
    if (replica === elected) lost.push(everyWrite.filter(({ sequence, last }) => sequence > last).length);
  }
  return { lost: lost[0] ?? Number.NaN, links: replication.length };
}

/** Waits until a replica has processed everything it received: its offset is constant over many checks. */
async function atRest(node: ClusterNode): Promise<void> {
  await using connection = await connectTo(node);
  let offset: number | null = null;
  let looks = 0;
  await until(async () => {
    const now = parseReplicationInfo(await connection.info('replication')).offset;
    looks = now === offset ? looks + 1 : 0;
    offset = now;
    return looks >= 20;
  });
}

async function promote(node: ClusterNode): Promise<void> {
  await using connection = await connectTo(node);
  await connection.call('REPLICAOF', 'NO', 'ONE');
}

async function follow(node: ClusterNode, primary: ClusterNode): Promise<void> {
  await using connection = await connectTo(node);
  const { host, port } = primary.links!.announced;
  await connection.call('REPLICAOF', host, String(port));
}

describe('the writes lost with a host', () => {
  it.each([20, 50])('are exactly those that the elected replica lacks (%d ms between zones)', async (delayMs) => {
    await using started = await startCluster({ links: { betweenZones: { delayMs } } });
    const { cluster } = started;
    const found = await loseAndCompare(cluster, new Writer(), cluster.replicasOf(0)[0]!, keys);
    expect(found.lost).toBeGreaterThan(0);
    expect(found.links).toBe(2);
  });

  it('are also known at a second loss, for a replica that continued and one that joined', async () => {
    await using started = await startCluster({ links: { betweenZones: { delayMs: 20 } } });
    const { cluster } = started;
    const writer = new Writer();
    const [first, second] = cluster.replicasOf(0) as [ClusterNode, ClusterNode];
    const dead = cluster.primaryOf(0)!;
    await loseAndCompare(cluster, writer, first, keys);
    // From here on, the survivors' data counts.
    writer.survived(await heldBy(cluster, first));
    await follow(second, first);
    const joined = await cluster.replace(dead);
    expect(await cluster.converge(60_000)).toBe(true);
    // Most keys are not written again: the replicas received them earlier, or in one piece.
    const found = await loseAndCompare(cluster, writer, joined, 5);
    expect(found).toMatchObject({ links: 2 });
    expect(found.lost).toBeGreaterThan(0);
  });
});
