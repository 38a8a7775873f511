import type { KeyFacts } from '../audit/key-facts.js';
import { ownedKeys } from '../audit/ledger-snapshot.js';
import type { Share, ShareInput } from '../audit/share-input.js';
import type { WorkerPlan } from '../load/load-plan.js';
import { auditedSpaces, numbersOf } from '../model/audited-spaces.js';
import { requestsOf } from '../model/operation-plan.js';

/** A `ShareInput` as plain data. Tables are by local key number. */
export interface RemoteShare extends Omit<ShareInput, 'facts'> {
  /** Null: no loss depends on the shard of its key. */
  readonly shards: Uint16Array | null;
  /** Per key, a bit for each of `flagNames`; null: none is known of any key. */
  readonly flags: Uint8Array | null;
}

const flagNames = ['isOnGoneServer', 'wasElsewhere', 'isTapped'] as const;

export function packShare(
  { facts, ...rest }: ShareInput,
  { operations, keys, workerIndex, workerCount }: Pick<WorkerPlan, 'operations' | 'keys' | keyof Share>,
): RemoteShare {
  const spaces = auditedSpaces(requestsOf(operations), keys, workerCount);
  const own = { length: ownedKeys(numbersOf(spaces, spaces.names.length), workerIndex, workerCount) };
  const ofEach = (fact: (keyIndex: number) => number) => (_: unknown, local: number) =>
    fact(local * workerCount + workerIndex);
  const { shardOf } = facts;
  const flags = flagNames.flatMap((name, bit) => (facts[name] === undefined ? [] : { tells: facts[name], bit }));
  const flagsOf = (keyIndex: number) =>
    flags.reduce((sum, { tells, bit }) => sum | (Number(tells(keyIndex)) << bit), 0);
  return {
    ...rest,
    shards: shardOf === undefined ? null : Uint16Array.from(own, ofEach(shardOf)),
    flags: flags.length === 0 ? null : Uint8Array.from(own, ofEach(flagsOf)),
  };
}

export function unpackShare({ shards, flags, ...rest }: RemoteShare, { workerIndex, workerCount }: Share): ShareInput {
  const localOf = (keyIndex: number) => (keyIndex - workerIndex) / workerCount;
  const flag = (name: (typeof flagNames)[number]) => (keyIndex: number) =>
    ((flags?.[localOf(keyIndex)] ?? 0) & (1 << flagNames.indexOf(name))) !== 0;
  const facts: KeyFacts = {
    shardOf: shards === null ? undefined : (keyIndex) => shards[localOf(keyIndex)] ?? 0,
    ...(flags !== null && {
      isOnGoneServer: flag('isOnGoneServer'),
      wasElsewhere: flag('wasElsewhere'),
      isTapped: flag('isTapped'),
    }),
  };
  return { ...rest, facts };
}
