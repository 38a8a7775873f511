import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeWrites } from '../../src/audit/judge.js';
import type { JudgeInput } from '../../src/audit/judge-input.js';
import { Ledger } from '../../src/audit/ledger.js';
import { foreign, missing, notObserved } from '../../src/audit/observation.js';
import { hostLoss, judgeInput, snapshotOf, type Write } from './judge-setup.js';

const first = { ok: 0, atMs: 10 };
const second = { ok: 1, atMs: 20 };

describe('the verdict', () => {
  it.each<[string, Partial<JudgeInput>, 'safe' | 'unknown', string]>([
    ['safe when all was looked at and nothing found', {}, 'safe', 'Every acknowledged write (2)'],
    ['unknown without a read-back', { readback: null }, 'unknown', 'could not be read back'],
    [
      'unknown when a key was not read',
      { readback: { primary: Int32Array.of(notObserved), replicas: [] } },
      'unknown',
      '1 keys could not be read back',
    ],
    ['unknown when the cluster did not converge', { converged: false }, 'unknown', 'did not converge'],
    ['unknown after evictions', { evictedKeys: 3 }, 'unknown', '3 keys were evicted'],
    ['unknown after expiry', { expiredKeys: 2 }, 'unknown', '2 keys expired'],
    ['unknown when the canaries could not be read', { canaries: null }, 'unknown', 'canaries could not be read'],
    ['unknown when there was no canary', { canaries: { written: 0, found: 0 } }, 'unknown', 'No canary'],
    ['unknown when the audit was off', { auditMode: 'off' }, 'unknown', 'off'],
    [
      'safe with its limit, when only the end was looked at',
      { auditMode: 'final' },
      'safe',
      'cannot see a lost write that a later one covered',
    ],
  ])('is %s', (_, changes, verdict, reason) => {
    const { writeSafety } = judgeWrites(judgeInput([[first, second]], [2], changes));
    expect(writeSafety.verdict).toBe(verdict);
    expect(writeSafety.reason).toContain(reason);
  });

  it.each<[string, readonly Write[], number, Partial<JudgeInput>, string]>([
    ['a write is lost', [first, second], 1, {}, '1 acknowledged write was lost'],
    ['a write was applied twice', [first, { ok: 2, atMs: 20 }], 2, {}, 'applied twice'],
    ['a ruled-out write came back', ['doubt', first], 1, {}, 'replaced newer ones'],
    ['a foreign value was found', [first], foreign, {}, 'no client wrote'],
    ['a canary is gone', [first], 1, { canaries: { written: 4, found: 3 } }, '1 of 4 canaries'],
    [
      'a loss was seen, although the end was not',
      [first, second, { ok: 1, atMs: 30 }],
      3,
      { readback: null },
      '1 acknowledged write was lost',
    ],
    [
      'a loss was seen beside evictions',
      [first, second, { ok: 1, atMs: 30 }],
      3,
      { evictedKeys: 1 },
      '1 acknowledged write was lost',
    ],
  ])('is unsafe when %s', (_, writes, value, changes, reason) => {
    const { writeSafety } = judgeWrites(judgeInput([writes], [value], changes));
    expect(writeSafety.verdict).toBe('unsafe');
    expect(writeSafety.reason).toContain(reason);
  });

  it('is unknown if nothing was acknowledged', () => {
    expect(judgeWrites(judgeInput([['fail', 'doubt']], [0])).writeSafety).toMatchObject({
      verdict: 'unknown',
      reason: 'No write was acknowledged.',
    });
  });

  it('is unknown if no write was audited, without denying that there were writes', () => {
    expect(judgeWrites(judgeInput([[]], [0])).writeSafety).toMatchObject({
      verdict: 'unknown',
      reason: 'The load had no audited writes.',
    });
  });

  it('does not miss the canaries of servers that are all gone', () => {
    const gone = { servers: 2, took: () => true };
    const { reason } = judgeWrites(
      judgeInput([[first]], [0], { gone, canaries: { written: 0, found: 0 } }),
    ).writeSafety;
    expect(reason).toContain('2 servers are permanently gone');
    expect(reason).not.toContain('No canary was written');
  });

  it('is unknown if the reply of a chained write contains no evidence', () => {
    const { writeSafety } = judgeWrites(judgeInput([[{ ok: notObserved, atMs: 10 }]], [1]));
    expect(writeSafety).toMatchObject({
      verdict: 'unknown',
      reason: '1 acknowledged writes did not return the value they replaced.',
    });
  });

  it('is unsafe if only reads showed a value that no client wrote', () => {
    const ledger = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
    ledger.acknowledge(0, ledger.begin(0), 1, missing);
    ledger.read(0, 1, foreign);
    const { writeSafety, problems } = judgeWrites(judgeInput([], [1], { snapshots: [ledger.snapshot().snapshot] }));
    expect(writeSafety.verdict).toBe('unsafe');
    expect(writeSafety.unwritten).toEqual({ values: 0, reads: 1 });
    expect(problems).toEqual(['1 read returned a value that no client wrote, or one whose write had failed.']);
  });
});

describe('the accounts', () => {
  it('assign one fate to every write', () => {
    const keys: readonly (readonly Write[])[] = [
      [first, 'fail', 'doubt', { ok: 3, atMs: 20 }],
      [first, second, { ok: 1, atMs: 30 }],
      ['doubt', first],
    ];
    const { writeSafety } = judgeWrites(judgeInput(keys, [4, 3, 2]));
    expect(writeSafety.writes).toEqual({ issued: 9, acknowledged: 6, failed: 1, indeterminate: 2 });
    expect(writeSafety.fates).toEqual({
      survived: 5,
      lost: 1,
      recovered: 1,
      vanished: 1,
      duplicated: 0,
      unexpected: 0,
    });
  });

  it('count a failed write that was seen as indeterminate', () => {
    const { writeSafety } = judgeWrites(judgeInput([[first, 'fail']], [2]));
    expect(writeSafety.writes).toEqual({ issued: 2, acknowledged: 1, failed: 0, indeterminate: 1 });
    expect(writeSafety.fates).toMatchObject({ survived: 1, unexpected: 1 });
  });

  it('have no figures without a read-back', () => {
    const { writeSafety } = judgeWrites(judgeInput([[first]], [1], { readback: null }));
    expect(writeSafety).toMatchObject({ fates: null, causes: null, replicas: [] });
  });

  it('balance, and never report a key that fell back as safe, whatever a server replies', () => {
    const write = fc.oneof(
      fc.constantFrom<Write>('fail', 'doubt'),
      fc.record({ ok: fc.integer({ min: -3, max: 30 }), atMs: fc.nat(5000) }),
    );
    const key = fc.record({
      writes: fc.array(write, { maxLength: 25, size: 'max' }),
      value: fc.integer({ min: -3, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (keys) => {
        const input = judgeInput(
          keys.map(({ writes }) => writes),
          keys.map(({ value }) => value),
          { faults: [hostLoss()] },
        );
        const { writeSafety } = judgeWrites(input);
        const fellBack = keys.some(
          ({ writes, value }) => value < writes.findLastIndex((each) => typeof each === 'object') + 1,
        );
        if (fellBack) expect(writeSafety.verdict).not.toBe('safe');
        const sum = Object.values(writeSafety.fates!).reduce((total, count) => total + count, 0);
        expect(sum).toBe(writeSafety.writes.issued - writeSafety.writes.failed);
      }),
    );
  });

  it('reject ledgers that do not belong together', () => {
    const snapshot = snapshotOf([[first]]);
    expect(() => judgeWrites(judgeInput([], [1], { snapshots: [snapshot, snapshot] }))).toThrow(
      /do not belong together/,
    );
  });

  it('reject counts that do not add up', () => {
    const snapshot = snapshotOf([[first]]);
    const cooked = { ...snapshot, counts: { ...snapshot.counts, acknowledged: 2 } };
    expect(() => judgeWrites(judgeInput([], [1], { snapshots: [cooked] }))).toThrow(/does not add up/);
  });
});

describe('losses in the report', () => {
  it('have the time range of their acknowledgements, and a sample', () => {
    const keys = Array.from({ length: 30 }, (_, index): readonly Write[] => [{ ok: 0, atMs: 900 + index }]);
    const { writeSafety } = judgeWrites(
      judgeInput(
        keys,
        keys.map(() => 0),
        { shardOf: (keyIndex) => keyIndex % 2 },
      ),
    );
    expect(writeSafety.lossWindow).toEqual({ firstLostAckMs: 900, lastLostAckMs: 929 });
    expect(writeSafety.lostSamples).toHaveLength(20);
    expect(writeSafety.lostSamples[1]).toEqual({
      key: 'key 1',
      acknowledgedSequence: 1,
      foundSequence: 0,
      acknowledgedAtMs: 901,
      shard: 1,
    });
  });

  it('compare each replica with the primary', () => {
    const readback = {
      primary: Int32Array.of(1, 1, notObserved),
      replicas: [{ node: 'n2', values: Int32Array.of(1, 0, 1) }],
    };
    const { writeSafety } = judgeWrites(judgeInput([[first], [first], [first]], [], { readback }));
    expect(writeSafety.replicas).toEqual([{ node: 'n2', keysCompared: 2, divergentKeys: 1 }]);
  });
});

describe('several workers', () => {
  it('are judged by global key numbers', () => {
    const snapshots = [0, 1].map((workerIndex) => {
      const ledger = new Ledger({ keyCount: 3, workerIndex, workerCount: 2 });
      ledger.acknowledge(0, ledger.begin(0), 5, missing);
      return ledger.snapshot().snapshot;
    });
    const { writeSafety } = judgeWrites(judgeInput([], [1, missing, missing], { snapshots }));
    expect(writeSafety.fates).toMatchObject({ survived: 1, lost: 1 });
    expect(writeSafety.lostSamples[0]).toMatchObject({ key: 'key 1', foundSequence: missing });
  });
});
