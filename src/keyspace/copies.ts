import { ownedKeys } from '../audit/ledger-snapshot.js';
import { noKey, notObserved } from '../audit/observation.js';
import type { Share } from '../audit/share-input.js';
import { numbersOf } from '../model/audited-spaces.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { KeySpace } from './key-space.js';
import { type SpaceInUse, stringSpace } from './spaces-in-use.js';

/** The keys to read, and how many bytes an answer may have. */
export type SpaceToRead = Pick<KeySpace, 'runTag' | 'keys' | 'valueBytes' | 'inUse' | 'audited'>;

/** The keys of one shard as a primary or a replica of it holds them. */
export interface Copy {
  readonly node: ClusterNode;
  readonly shard: number;
  readonly isPrimary: boolean;
  /** By key number: `notObserved` until it has been read. Copies on primaries share an array. */
  readonly values: Int32Array;
}

/** Everything to read back, and from where. */
export interface Copies {
  readonly space: SpaceToRead;
  readonly shardCount: number;
  readonly all: readonly Copy[];
  readonly audited: readonly {
    readonly use: SpaceInUse;
    /** Where clients look for each key now. */
    readonly shardOfKey: Uint16Array;
  }[];
}

/**
 * Reads what it can of the copies in some other place, into their `values`; calls `onKeys` with the number of further keys.
 * Never rejects: what it leaves is read from here.
 */
export type ReadElsewhere = (copies: Copies, onKeys: (count: number) => void) => Promise<void>;

export function auditedIn({ audited, inUse = [stringSpace] }: SpaceToRead): readonly SpaceInUse[] {
  return inUse.filter(({ name }) => audited === undefined || audited.names.includes(name));
}

/** Nothing known about any key of a share, by local number. */
export function unreadShare(space: SpaceToRead, { workerIndex, workerCount }: Share): Int32Array {
  const { audited, keys } = space;
  const numbers = audited === undefined ? keys : numbersOf(audited, audited.names.length);
  const values = new Int32Array(ownedKeys(numbers, workerIndex, workerCount)).fill(noKey);
  const owned = ownedKeys(keys, workerIndex, workerCount);
  for (const { keyBase } of auditedIn(space)) {
    const first = keyBase / workerCount;
    values.fill(notObserved, first, first + owned);
  }
  return values;
}
