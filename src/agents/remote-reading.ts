import type { Copies, Copy, SpaceToRead } from '../keyspace/copies.js';
import { keysOfShard } from '../keyspace/key-shards.js';
import type { Endpoint } from '../model/node.js';

/** What an agent reads back, as plain data: the keys of its workers, from every copy. */
export interface RemoteReading {
  readonly space: SpaceToRead;
  readonly copies: readonly RemoteCopy[];
  /** By audited space: the shard of each of the agent's keys, in their order; null: there is one shard. */
  readonly shards: readonly Uint16Array[] | null;
}

type RemoteCopy = Pick<Copy, 'shard' | 'isPrimary'> &
  Pick<Copy['node'], 'id' | 'role'> & {
    /** Null: it leads elsewhere from the agent's machine. */
    readonly address: Endpoint | null;
  };

/** What an agent found: the values of its keys in a copy and an audited space, from one of them on, in their order. */
export interface KeysRead {
  readonly copy: number;
  readonly space: number;
  readonly first: number;
  readonly values: Int32Array;
}

/** The workers of an agent among those of the run. */
export interface AgentWorkers {
  readonly workers: readonly number[];
  readonly workerCount: number;
}

/** The keys of an agent's workers, ascending. */
export function keysOfAgent(keys: number, { workers, workerCount }: AgentWorkers): Uint32Array {
  const isOwn = Array.from({ length: workerCount }, (_, worker) => workers.includes(worker));
  const own = new Uint32Array(keys);
  let count = 0;
  for (let key = 0; key < keys; key += 1) if (isOwn[key % workerCount]) own[count++] = key;
  return own.subarray(0, count);
}

/** `leadsThere`: whether an address leads to the same server from the agent's machine. */
export function readingOf(
  { space, shardCount, all, audited }: Copies,
  own: Uint32Array,
  leadsThere: (address: Endpoint) => boolean,
): RemoteReading {
  return {
    space,
    copies: all.map(({ node: { id, role, address }, shard, isPrimary }) => ({
      ...{ id, role, shard, isPrimary },
      address: leadsThere(address) ? address : null,
    })),
    shards:
      shardCount === 1 ? null : audited.map(({ shardOfKey }) => Uint16Array.from(own, (key) => shardOfKey[key] ?? 0)),
  };
}

/** The agent's keys that a copy holds in an audited space, ascending. */
export function keysInCopy(
  { copies, shards }: Pick<RemoteReading, 'copies' | 'shards'>,
  own: Uint32Array,
  { copy, space }: Pick<KeysRead, 'copy' | 'space'>,
): Uint32Array {
  const [shardOfKey, { shard } = { shard: 0 }] = [shards?.[space], copies[copy]];
  return shardOfKey === undefined ? own : keysOfShard(shardOfKey, shard).map((position) => own[position] ?? 0);
}
