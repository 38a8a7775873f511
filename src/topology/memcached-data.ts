import { monotonicMs } from '../clock/monotonic.js';
import { EnvironmentError } from '../errors/errors.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { Protocol } from '../model/protocol.js';
import type { ClusterNode } from './cluster.js';
import type { DataAccess, ServerCounters } from './data-access.js';
import type { MemcachedControl } from './memcached-control.js';
import { BrokenFigureError, serverFigure } from './server-figure.js';

/** DataAccess over memcached's text protocol. `connectionOf` returns the connection to a node. */
export function memcachedDataAccess(connectionOf: (node: ClusterNode) => MemcachedControl): DataAccess {
  return {
    read: (node, keys) => connectionOf(node).read(keys),
    write: (node, pairs, ttlSeconds) => connectionOf(node).write(pairs, ttlSeconds),
    // Memcached has no replicas.
    waitForReplicas: async () => 0,
    // It counts time in whole seconds.
    expiryStepMs: 1_000,
    // A negative time has passed already. Source: "Expiration times" in memcached's doc/protocol.txt.
    async expire(line, keys) {
      const answers = await Promise.all(keys.map((key) => line.command(['touch', key, '-1'])));
      return answers.filter((answer) => answer === 'TOUCHED').length;
    },
    async flush(line) {
      // It connects with its first command.
      await line.command(['version']);
      const sentMs = monotonicMs();
      return { sentMs, removed: (await line.command(['flush_all'])) === 'OK' ? 'all' : undefined };
    },
    counterOf,
    inspect: (node) => inspect(connectionOf(node)),
    openLine(node) {
      const line = connectionOf(node).duplicate();
      return { command: (words) => line.command(words), [Symbol.dispose]: () => line.close() };
    },
  };
}

function counterOf({ memcached, name }: OperationPlan, protocol: Protocol | null): string {
  return memcached?.[protocol === null || protocol === 'meta' ? 'meta' : 'text']?.counter ?? name;
}

/**
 * Reads `stats`. `get` counts every read of a key, including those of `gat` and of chained writes; `set` counts every store,
 * `incr` also failed ones. Expired keys are counted when requested, otherwise when their memory is reclaimed; the same holds
 * for flushed keys (seen with 1.6.18). Source: "General-purpose statistics" in memcached's doc/protocol.txt.
 */
async function inspect(connection: MemcachedControl): Promise<ServerCounters | undefined> {
  const fields = await connection.stats().catch(() => undefined);
  if (fields === undefined) return undefined;
  const number = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new EnvironmentError(`Memcached's stats have no field "${name}".`);
    return numberIn(name, value);
  };
  // Some builds and proxies don't report CPU usage.
  const [user, system] = ['rusage_user', 'rusage_system'].map((name) => {
    const value = fields.get(name);
    return value === undefined ? undefined : numberIn(name, value);
  });
  const written = fields.get('bytes_written');
  return {
    cpuSeconds: user === undefined || system === undefined ? null : user + system,
    calls: {
      get: number('cmd_get'),
      set: number('cmd_set'),
      touch: number('cmd_touch'),
      del: number('delete_hits') + number('delete_misses'),
      incr: number('incr_hits') + number('incr_misses'),
    },
    ...(written !== undefined && { outputBytes: numberIn('bytes_written', written) }),
    usedMemoryBytes: number('bytes'),
    datasetBytes: number('bytes'),
    evictedKeys: number('evictions'),
    expiredKeys: numberIn('get_expired', fields.get('get_expired') ?? '0'),
    reclaimedKeys: number('reclaimed') + number('crawler_reclaimed'),
    flushes: numberIn('cmd_flush', fields.get('cmd_flush') ?? '0'),
    process: fields.get('pid') ?? null,
  };
}

function numberIn(name: string, text: string): number {
  const figure = serverFigure(text);
  if (figure !== null) return figure;
  throw new BrokenFigureError(`Memcached's stats report ${name} `, text);
}
