import type { KeyFacts } from '../audit/key-facts.js';
import { ownedKeys } from '../audit/ledger-snapshot.js';
import type { Share, ShareInput } from '../audit/share-input.js';
import { InternalError } from '../errors/errors.js';
import type { WorkerPlan } from '../load/load-plan.js';
import { auditedSpaces, numbersOf } from '../model/audited-spaces.js';
import { requestsOf } from '../model/operation-plan.js';

/** A `ShareInput` as plain data. Tables are by local key number. */
export interface RemoteShare extends Omit<ShareInput, 'facts' | 'values'> {
  /** `as-read`: those that the agent itself has read back, every one of them. */
  readonly values: ShareInput['values'] | 'as-read';
  /** Null: no loss depends on the shard of its key. */
  readonly shards: Uint16Array | null;
  /** Per key, a bit for each of `flagNames`; null: none is known of any key. */
  readonly flags: Uint8Array | null;
}

const flagNames = ['isOnGoneServer', 'wasElsewhere', 'isTapped'] as const;

export function packShare(
  { facts, values, ...rest }: ShareInput,
  { operations, keys, workerIndex, workerCount }: Pick<WorkerPlan, 'operations' | 'keys' | keyof Share>,
  isRead = false,
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
    values: values !== null && isRead ? 'as-read' : values,
    shards: shardOf === undefined ? null : Uint16Array.from(own, ofEach(shardOf)),
    flags: flags.length === 0 ? null : Uint8Array.from(own, ofEach(flagsOf)),
  };
}

/** `read`: what the agent has read back of the share. */
export function unpackShare(
  { shards, flags, values, ...rest }: RemoteShare,
  { workerIndex, workerCount }: Share,
  read?: Int32Array,
): ShareInput {
  if (values === 'as-read' && read === undefined)
    throw new InternalError(`The agent has not read the keys of load thread ${workerIndex} back.`);
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
  return { ...rest, values: values === 'as-read' ? (read ?? null) : values, facts };
}
