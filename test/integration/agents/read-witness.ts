import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { Redis } from 'ioredis';
import { waitUntil } from '../../../src/clock/wait.js';
import { parseEntry } from '../../../src/replay/log-entry.js';
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
  const place = placeAndAccess(node.address, security!.access);
  const line = new Redis(place);
  const log = new ReadLog();
  // ioredis takes what MONITOR reports at once for replies to nothing.
  const { host, port } = node.address;
  const monitor = place.tls ? connectTls({ host, port, ...place.tls }) : connect(port, host);
  const lines = createInterface(monitor);
  if (place.password !== undefined) monitor.write(`AUTH ${place.username ?? 'default'} ${place.password}\r\n`);
  monitor.write('MONITOR\r\n');
  let isWatching = false;
  lines.on('line', (text) => {
    isWatching ||= text.includes('"ping"');
    const { words: [command = '', ...keys] = [] } = parseEntry(text, 'monitor') ?? {};
    const client = /\[\d+ (\S+)\]/.exec(text)?.[1];
    if (client !== undefined && /^(m?get|echo)$/i.test(command)) for (const key of keys) log.add(client, key);
  });
  await waitUntil(async () => (await line.ping()) === 'PONG' && isWatching, patience);
  return {
    reads: () => log.upTo([(marker) => line.echo(marker)]),
    [Symbol.dispose]() {
      monitor.destroy();
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
