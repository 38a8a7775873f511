import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { waitUntil } from '../../../src/clock/wait.js';
import type { ClusterNode } from '../../../src/topology/cluster.js';
import { placeAndAccess } from '../../../src/topology/control-connection.js';
import type { Cluster } from '../../../src/topology/topology.js';

/** Which keys each client of a server has read, as the server itself reports it. */
export interface ReadWitness extends Disposable {
  /** By client, each key as often as it was read. Complete up to this call. */
  reads(): Promise<ReadonlyMap<string, readonly string[]>>;
}

const patience = { timeoutMs: 30_000, pollMs: 5 };

/** Watches the reads of a Redis by MONITOR, and those of a memcached by `watch fetchers`. */
export function witnessReads(cluster: Cluster, node: ClusterNode): Promise<ReadWitness> {
  return cluster.data.call === undefined ? witnessMemcached(node) : witnessRedis(cluster, node);
}

async function witnessRedis({ security }: Cluster, node: ClusterNode): Promise<ReadWitness> {
  const line = new Redis({ ...placeAndAccess(node.address, security!.access), readOnly: true });
  const monitor = await line.monitor();
  const log = new ReadLog();
  monitor.on('monitor', (_time: string, [command = '', ...keys]: readonly string[], client: string) => {
    if (/^m?get$/i.test(command)) for (const key of keys) log.add(client, key);
  });
  return {
    reads: () => log.upTo((marker) => line.get(marker).catch(() => null)),
    [Symbol.dispose]() {
      monitor.disconnect();
      line.disconnect();
    },
  };
}

async function witnessMemcached({ address }: ClusterNode): Promise<ReadWitness> {
  const [watcher, line] = [connect(address), connect(address)];
  const log = new ReadLog();
  let received = '';
  watcher.setEncoding('latin1').write('watch fetchers\r\n');
  await once(watcher, 'data');
  watcher.on('data', (text: string) => {
    const lines = (received + text).split('\n');
    received = lines.pop() ?? '';
    for (const one of lines) {
      const [, key, client] = /type=item_get key=(\S+) .*cfd=(\d+)/.exec(one) ?? [];
      if (key !== undefined && client !== undefined) log.add(client, key);
    }
  });
  return {
    reads: () => log.upTo(async (marker) => line.write(`get ${marker}\r\n`)),
    [Symbol.dispose]() {
      for (const socket of [watcher, line]) socket.destroy();
    },
  };
}

class ReadLog {
  readonly #reads = new Map<string, string[]>();
  #markers = 0;

  add(client: string, key: string): void {
    const known = this.#reads.get(client);
    if (known === undefined) this.#reads.set(client, [key]);
    else known.push(key);
  }

  /** `read` reads a key of this name, after which everything before it has been reported. */
  async upTo(read: (marker: string) => Promise<unknown>): Promise<ReadonlyMap<string, readonly string[]>> {
    this.#markers += 1;
    const marker = `marker-${this.#markers}`;
    await read(marker);
    const isReported = () => [...this.#reads.values()].some((keys) => keys.includes(marker));
    if (!(await waitUntil(isReported, patience))) throw new Error('The server did not report the marker.');
    const own = [...this.#reads].map(([client, keys]) => [client, keys.filter((key) => !key.startsWith('marker'))]);
    return new Map(own as [string, string[]][]);
  }
}
