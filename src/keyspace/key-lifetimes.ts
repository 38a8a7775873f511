import { atMost, pause } from '../clock/wait.js';
import { type OperationPlan, requestsOf } from '../model/operation-plan.js';
import type { RunLog } from '../progress/run-log.js';
import { call } from '../topology/call.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { DataAccess } from '../topology/data-access.js';
import type { Cluster } from '../topology/topology.js';
import { groupByShard } from './key-shards.js';
import { nameBatches, type OwnKeys } from './own-keys.js';
import type { SpaceInUse } from './spaces-in-use.js';

/** Pause between batches: at most 4,000 keys a second, so that other users hardly notice. */
const betweenBatchesMs = 50;
const betweenPassesMs = 1_000;
/** A silent server must not delay the end: whatever it still does is harmless. */
const mostEndMs = 500;

/**
 * Sets a TTL on keys whose own writes set none (RPUSH, ZADD, MSET, free commands, ...), in passes for the whole run: if
 * cache-bench is killed, only keys written since the last pass have none.
 */
export class KeyLifetimes implements AsyncDisposable {
  #stop = new AbortController();
  #loop: Promise<void>;

  constructor(cluster: Cluster, own: OwnKeys, ttlSeconds: number, log: Pick<RunLog, 'warn'>) {
    this.#loop = own.inUse.length === 0 ? Promise.resolve() : this.#passRepeatedly(cluster, own, ttlSeconds, log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await atMost(this.#loop, mostEndMs);
  }

  async #passRepeatedly(cluster: Cluster, own: OwnKeys, ttlSeconds: number, log: Pick<RunLog, 'warn'>): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      for (const names of nameBatches(own)) {
        if (signal.aborted) return;
        try {
          await extend(cluster, names, ttlSeconds);
        } catch (error) {
          const { message } = error as Error;
          // Other errors are temporary.
          if (/NOPERM|unknown command/i.test(message)) {
            log.warn('keys-without-ttl', withoutRights(own, message));
            return;
          }
        }
        await pause(betweenBatchesMs, signal);
      }
      await pause(betweenPassesMs, signal);
    }
  }
}

/** The spaces whose keys don't get a TTL with every write. */
export function spacesWithoutLifetime(
  inUse: readonly SpaceInUse[],
  operations: readonly OperationPlan[],
): readonly SpaceInUse[] {
  const lasting = requestsOf(operations).filter(
    ({ writes, ttlSeconds, audit }) => writes && ttlSeconds === null && audit !== 'removal',
  );
  return inUse.filter(({ name }) => lasting.some(({ space }) => space === name));
}

/** Each key's remaining TTL in milliseconds; -1: no TTL; -2: no such key. */
export async function remainingMs(
  data: DataAccess,
  primary: ClusterNode,
  names: readonly string[],
): Promise<readonly number[]> {
  const requests = names.map((name) => ['PTTL', name]);
  return (await call(data, primary, requests)).map(Number);
}

async function extend(cluster: Cluster, names: readonly string[], ttlSeconds: number): Promise<void> {
  for (const [shard, some] of groupByShard(cluster, names, (name) => name)) {
    const primary = cluster.primaryOf(shard);
    if (primary === undefined) continue;
    const left = await remainingMs(cluster.data, primary, some);
    const bare = some.filter((_, index) => left[index] === -1);
    // Not EXPIRE, which may be among the counted operations.
    const requests = bare.map((name) => ['PEXPIRE', name, String(ttlSeconds * 1000)]);
    if (requests.length > 0) await call(cluster.data, primary, requests);
  }
}

function withoutRights({ runTag }: OwnKeys, message: string): string {
  return (
    `Keys named cache-bench:${runTag}:* whose own commands set no time to live could not be given one (${message}): ` +
    'if cache-bench is killed, they stay on the target. Try: a user with +pttl and +pexpire.'
  );
}
