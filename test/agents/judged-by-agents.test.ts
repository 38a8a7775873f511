import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Judgements } from '../../src/agents/judgements.js';
import { CountLedger } from '../../src/audit/count-ledger.js';
import { judgeKept, judgeWrites } from '../../src/audit/judge.js';
import type { AuditInput } from '../../src/audit/judge-input.js';
import { Ledger } from '../../src/audit/ledger.js';
import type { LedgerSnapshot } from '../../src/audit/ledger-snapshot.js';
import { missing, noKey } from '../../src/audit/observation.js';
import type { StampedWrite } from '../../src/audit/relay-evidence.js';
import { hostLoss, judgeInput, type Write } from '../audit/judge-setup.js';
import { operationsFor } from '../load/worker-plan.js';
import { keptByAgent } from './kept-by-agent.js';

const agents = 3;
const keys = 7;
/** Of the counters: the first multiple of the number of agents from the number of keys on. */
const firstCounted = 9;
const operations = operationsFor({ set: 1, incr: 1 });

/** The writes of a key and the counts of a counter of the same number, in order; and what is known of both in the end. */
interface KeyStory {
  readonly writes: readonly Write[];
  readonly value: number;
  /** How many counts the server lost before each one, and before the end. */
  readonly lostCounts: readonly number[];
  readonly lostAtEnd: number;
  readonly shard: number;
  readonly isGone: boolean;
  readonly wasElsewhere: boolean;
  readonly isTapped: boolean;
  readonly discarded: readonly number[];
  readonly lastRead: number;
}

const upTo = (max: number) => fc.integer({ min: 0, max });
const shown = fc.oneof(upTo(3), fc.constant(missing));
const story: fc.Arbitrary<KeyStory> = fc.record({
  writes: fc.array(
    fc.oneof(fc.record({ ok: shown, atMs: upTo(3_000) }), fc.constant<Write>('doubt'), fc.constant<Write>('fail')),
    { maxLength: 3 },
  ),
  value: shown,
  lostCounts: fc.array(upTo(2), { maxLength: 4 }),
  lostAtEnd: upTo(2),
  ...{ shard: upTo(1), isGone: fc.boolean(), wasElsewhere: fc.boolean(), isTapped: fc.boolean() },
  discarded: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  lastRead: upTo(3),
});

describe('writes that agents judge, each those of its own keys', () => {
  it('are judged as if one worker had written them all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(story, { minLength: keys, maxLength: keys }),
        fc.record({ evictedKeys: upTo(1), canariesFound: upTo(4), converged: fc.boolean(), hasRelay: fc.boolean() }),
        async (stories, run) => {
          const input = evidenceOf(stories, run);
          const alone = judgeWrites({ ...input, snapshots: [snapshotOf(stories, 0, 1)] });
          const divided = await judgeKept(
            Array.from({ length: agents }, (_, index) =>
              keptByAgent(snapshotOf(stories, index, agents), { keys, operations }),
            ),
            input,
          );
          const { lostSamples: own, ...found } = divided.writeSafety;
          const { lostSamples, ...expected } = alone.writeSafety;
          expect(found).toEqual(expected);
          expect(divided.perFault).toEqual(alone.perFault);
          expect(divided.problems).toEqual(alone.problems);
          // Agents report their losses one after the other, and no report has more than 20.
          if (lostSamples.length < 20) expect(new Set(own)).toEqual(new Set(lostSamples));
          else expect(own).toHaveLength(20);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are unknown if the agent is lost before it answers, and a bug if its books do not balance', async () => {
    const judgements = new Judgements();
    const [first, second] = [judgements.of(0), judgements.of(1)];
    judgements.take({ type: 'not-judged', worker: 0, error: 'The ledger does not add up.' }, 'alpha (place 1)');
    judgements.end();
    await expect(first).rejects.toThrow('alpha (place 1): The ledger does not add up.');
    expect(await second).toBeNull();
    expect(await judgements.of(2)).toBeNull();
  });
});

function evidenceOf(
  stories: readonly KeyStory[],
  run: { evictedKeys: number; canariesFound: number; converged: boolean; hasRelay: boolean },
): AuditInput {
  const of = (keyIndex: number) => stories[keyIndex % firstCounted];
  const primary = new Int32Array(firstCounted + keys).fill(noKey);
  for (const [key, one] of stories.entries())
    [primary[key], primary[firstCounted + key]] = [one.value, Math.max(0, (countsOf(one).at(-1) ?? 0) - one.lostAtEnd)];
  const discarded = stories.flatMap((one, keyIndex) =>
    one.discarded.map((sequence): StampedWrite => ({ keyIndex, sequence })),
  );
  const lastRead = new Map(stories.map((one, keyIndex) => [keyIndex, one.lastRead]));
  const links = [
    { replica: 'n2', survived: true, discarded, lastRead },
    { replica: 'n3', survived: true, discarded: [], lastRead: new Map(lastRead).set(0, 3) },
  ];
  return {
    ...judgeInput([], []),
    readback: { primary, replicas: [] },
    canaries: { written: 4, found: run.canariesFound },
    faults: [hostLoss({ relay: run.hasRelay ? { electedReplica: 'n2', links } : null }), hostLoss({ shard: 1 })],
    evictedKeys: run.evictedKeys,
    converged: run.converged,
    isTapped: (keyIndex) => of(keyIndex)?.isTapped === true,
    gone: { servers: 1, took: (keyIndex) => of(keyIndex)?.isGone === true },
    wasElsewhere: (keyIndex) => of(keyIndex)?.wasElsewhere === true,
    shardOf: (keyIndex) => of(keyIndex)?.shard ?? 0,
  };
}

/** What a counter was after each count. */
function countsOf({ lostCounts }: KeyStory): readonly number[] {
  let count = 0;
  return lostCounts.map((lost) => {
    count = Math.max(0, count - lost) + 1;
    return count;
  });
}

/** The ledger of one of several workers, each of which owns every `workerCount`-th key. */
function snapshotOf(stories: readonly KeyStory[], workerIndex: number, workerCount: number): LedgerSnapshot {
  const ledger = new Ledger({ keyCount: keys, workerIndex, workerCount });
  const counts = new CountLedger({ keyCount: keys, workerIndex, workerCount }, firstCounted);
  const own = stories.filter((_, key) => key % workerCount === workerIndex);
  for (const [local, story] of own.entries()) {
    ledger.acknowledgePreload(local);
    for (const write of story.writes) {
      const sequence = ledger.begin(local);
      if (write === 'fail') ledger.fail(local, sequence);
      else if (write === 'doubt') ledger.doubt(local, sequence);
      else ledger.acknowledge(local, sequence, write.atMs, write.ok);
    }
    for (const [atMs, after] of countsOf(story).entries()) {
      counts.begin(local);
      counts.acknowledge(local, atMs, after);
    }
  }
  return structuredClone({ ...ledger.snapshot().snapshot, counted: counts.snapshot().snapshot });
}
