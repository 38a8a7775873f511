import { describe, expect, it } from 'vitest';
import { judgeWrites } from '../../src/audit/judge.js';
import { Ledger } from '../../src/audit/ledger.js';
import { foreign, missing } from '../../src/audit/observation.js';
import type { Fate } from '../../src/model/write-fates.js';
import { judgeInput } from './judge-setup.js';

const none = { survived: 0, lost: 0, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };

/** A write of a value or of nothing, and what it replaced, or how else it ended. */
type Step = readonly ['set' | 'del', number | 'fail' | 'doubt'];

interface Case {
  readonly what: string;
  readonly steps: readonly Step[];
  readonly atTheEnd: number;
  readonly fates: Partial<Record<Fate, number>>;
}

const cases: readonly Case[] = [
  {
    what: 'a key that is gone because it was deleted',
    steps: [
      ['set', 0],
      ['del', 1],
    ],
    atTheEnd: missing,
    fates: { survived: 2 },
  },
  {
    what: 'a write over nothing, after a deletion',
    steps: [
      ['del', 0],
      ['set', missing],
    ],
    atTheEnd: 2,
    fates: { survived: 2 },
  },
  {
    what: 'a deletion of nothing, after a deletion',
    steps: [
      ['del', 0],
      ['del', missing],
    ],
    atTheEnd: missing,
    fates: { survived: 2 },
  },
  {
    what: 'a deleted key that returns',
    steps: [
      ['set', 0],
      ['del', 1],
    ],
    atTheEnd: 1,
    fates: { survived: 1, lost: 1 },
  },
  {
    what: 'a deleted key that returns, seen by the next write',
    steps: [
      ['set', 0],
      ['del', 1],
      ['set', 1],
    ],
    atTheEnd: 3,
    fates: { survived: 2, lost: 1 },
  },
  {
    what: 'a value that was lost before it was deleted',
    steps: [
      ['set', 0],
      ['set', 1],
      ['del', 1],
    ],
    atTheEnd: missing,
    fates: { survived: 2, lost: 1 },
  },
  {
    what: 'a value that is gone after an older deletion',
    steps: [
      ['del', 0],
      ['set', missing],
      ['set', 2],
    ],
    atTheEnd: missing,
    fates: { survived: 1, lost: 2 },
  },
  {
    what: 'a deletion in doubt that took effect',
    steps: [
      ['set', 0],
      ['del', 'doubt'],
    ],
    atTheEnd: missing,
    fates: { survived: 1, recovered: 1 },
  },
  {
    what: 'a deletion in doubt that did not',
    steps: [
      ['set', 0],
      ['del', 'doubt'],
    ],
    atTheEnd: 1,
    fates: { survived: 1, vanished: 1 },
  },
  {
    what: 'a deletion that failed, and a key that is gone',
    steps: [
      ['set', 0],
      ['del', 'fail'],
    ],
    atTheEnd: missing,
    fates: { lost: 1 },
  },
];

describe('deletions', () => {
  it.each(cases)('$what', ({ steps, atTheEnd, fates }) => {
    const { writeSafety } = judgeWrites(judged(steps, atTheEnd));
    expect(writeSafety.fates).toEqual({ ...none, ...fates });
    expect(writeSafety.verdict).toBe((fates.lost ?? 0) > 0 ? 'unsafe' : 'safe');
  });

  it('do not hide a wipe: canaries still reveal it', () => {
    const steps: Step[] = [
      ['del', 0],
      ['set', missing],
    ];
    const input = { ...judged(steps, missing), canaries: { written: 4, found: 0 } };
    expect(judgeWrites(input).writeSafety.causes).toMatchObject({ wipe: 1 });
  });
});

describe('a read', () => {
  it('that finds nothing is neither stale nor missing during and after a deletion', () => {
    const ledger = preloaded();
    const acknowledged = ledger.acknowledgedSequence(0);
    const removal = ledger.beginRemoval(0);
    const during = ledger.read(0, acknowledged, missing);
    ledger.acknowledge(0, removal, 1, 0);
    expect([during, ledger.read(0, ledger.acknowledgedSequence(0), missing)]).toEqual([false, false]);
    expect(ledger.counts).toMatchObject({ staleReads: 0, unexpectedReads: 0 });
  });

  it('that returns a deleted value is stale, and one that finds nothing instead of a newer value is missing', () => {
    const ledger = preloaded();
    ledger.acknowledge(0, ledger.beginRemoval(0), 1, 0);
    ledger.read(0, ledger.acknowledgedSequence(0), 0);
    ledger.acknowledge(0, ledger.begin(0), 2, missing);
    expect(ledger.read(0, ledger.acknowledgedSequence(0), missing)).toBe(true);
    ledger.read(0, ledger.acknowledgedSequence(0), foreign);
    expect(ledger.counts).toMatchObject({ staleReads: 1, unexpectedReads: 1 });
  });
});

function preloaded(): Ledger {
  const ledger = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
  ledger.acknowledgePreload(0);
  return ledger;
}

function judged(steps: readonly Step[], atTheEnd: number) {
  const ledger = preloaded();
  for (const [index, [word, end]] of steps.entries()) {
    const sequence = word === 'del' ? ledger.beginRemoval(0) : ledger.begin(0);
    if (end === 'fail') ledger.fail(0, sequence);
    else if (end === 'doubt') ledger.doubt(0, sequence);
    else ledger.acknowledge(0, sequence, index, end);
  }
  return { ...judgeInput([[]], [atTheEnd]), snapshots: [structuredClone(ledger.snapshot().snapshot)] };
}
