import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { waitUntil } from '../../../src/clock/wait.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { placeAndAccess } from '../../../src/topology/control-connection.js';
import type { Cluster } from '../../../src/topology/topology.js';

/**
 * Which keys each client of a server has read, as the server itself reports it. Memcached names clients by their sockets, of
 * which a later one may have the same number.
 */
export interface ReadWitness extends Disposable {
  /** By client, each key as often as it was read, in this order. Complete up to this call. */
  reads(): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Of a memcached by default. */
const threads = 4;
const patience = { timeoutMs: 30_000, pollMs: 5 };

/** Watches the reads of a Redis by MONITOR, and those of a memcached by `watch fetchers`. */
export function witnessReads(cluster: Cluster, node: ClusterNode): Promise<ReadWitness> {
  return cluster.data.call === undefined ? witnessMemcached(node) : witnessRedis(cluster, node);
}

async function witnessRedis({ security }: Cluster, node: ClusterNode): Promise<ReadWitness> {
  const line = new Redis(placeAndAccess(node.address, security!.access));
  const monitor = await line.monitor();
  const log = new ReadLog();
  monitor.on('monitor', (_time: string, [command = '', ...keys]: readonly string[], client: string) => {
    if (/^(m?get|echo)$/i.test(command)) for (const key of keys) log.add(client, key);
  });
  return {
    reads: () => log.upTo([(marker) => line.echo(marker)]),
    [Symbol.dispose]() {
      monitor.disconnect();
      line.disconnect();
    },
  };
}

async function witnessMemcached({ address }: ClusterNode): Promise<ReadWitness> {
  const watcher = connect(address);
  // Each of its threads has a log of its own. New connections are given to one thread after the other.
  const lines = Array.from({ length: 2 * threads }, () => connect(address));
  const log = new ReadLog();
  let received = '';
  watcher.setEncoding('latin1').write('watch fetchers\r\n');
  await once(watcher, 'data');
  watcher.on('data', (text: string) => {
    const lines = (received + text).split('\n');
    received = lines.pop() ?? '';
    for (const one of lines) {
      const [, order, key, client] = /gid=(\d+) type=item_get key=(\S+) .*cfd=(\d+)/.exec(one) ?? [];
      if (key !== undefined && client !== undefined) log.add(client, decodeURIComponent(key), Number(order));
    }
  });
  return {
    reads: () => log.upTo(lines.map((line) => async (marker) => line.write(`get ${marker}\r\n`))),
    [Symbol.dispose]() {
      for (const socket of [watcher, ...lines]) socket.destroy();
    },
  };
}

class ReadLog {
  readonly #reads = new Map<string, { readonly key: string; readonly order: number }[]>();
  #markers = 0;

  add(client: string, key: string, order = 0): void {
    const known = this.#reads.get(client);
    if (known === undefined) this.#reads.set(client, [{ key, order }]);
    else known.push({ key, order });
  }

  /** Each of `mentions` has the server report a word, after which everything before it has been reported. */
  async upTo(
    mentions: readonly ((marker: string) => Promise<unknown>)[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const markers = mentions.map(() => `marker-${++this.#markers}`);
    await Promise.all(mentions.map((mention, index) => mention(markers[index]!)));
    const areReported = () => {
      const seen = new Set([...this.#reads.values()].flat().map(({ key }) => key));
      return markers.every((marker) => seen.has(marker));
    };
    if (!(await waitUntil(areReported, patience))) throw new Error('The server did not report the marker.');
    const inOrder = [...this.#reads].map(([client, reads]) => {
      const keys = reads.toSorted((one, other) => one.order - other.order).map(({ key }) => key);
      return [client, keys.filter((key) => !key.startsWith('marker'))] as const;
    });
    return new Map(inOrder);
  }
}
