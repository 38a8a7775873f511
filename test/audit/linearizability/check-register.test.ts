import { describe, expect, it } from 'vitest';
import { checkRegister } from '../../../src/audit/linearizability/check-register.js';
import type { RegisterOperation } from '../../../src/model/history.js';

const write = (value: number | null, callNs: number, returnNs: number): RegisterOperation => ({
  ...{ client: 0, kind: 'write', value, callNs, returnNs, outcome: 'ok' },
});
const swap = (value: number, replaced: number | null, callNs: number, returnNs: number): RegisterOperation => ({
  ...write(value, callNs, returnNs),
  replaced,
});
const lostReply = (value: number | null, callNs: number): RegisterOperation => ({
  ...{ client: 0, kind: 'write', value, callNs, returnNs: null, outcome: 'indeterminate' },
});
const failed = (value: number, callNs: number, returnNs: number): RegisterOperation => ({
  ...write(value, callNs, returnNs),
  outcome: 'fail',
});
const read = (value: number | null, callNs: number, returnNs: number): RegisterOperation => ({
  ...{ client: 1, kind: 'read', value, callNs, returnNs, outcome: 'ok' },
});

describe('a register is linearizable', () => {
  it.each<[string, readonly RegisterOperation[]]>([
    ['with no operation', []],
    ['if reads find nothing before the first write', [read(null, 1, 2), write(1, 3, 4), read(1, 5, 6)]],
    [
      'if a read overlaps the write and shows either value',
      [write(1, 1, 2), write(2, 3, 8), read(1, 4, 7), read(2, 5, 6)],
    ],
    ['if a write without an answer took effect', [write(1, 1, 2), lostReply(2, 3), read(2, 10, 11)]],
    ['if it never did', [write(1, 1, 2), lostReply(2, 3), read(1, 10, 11), write(3, 12, 13), read(3, 14, 15)]],
    ['if it did after a later write', [lostReply(1, 1), write(2, 3, 4), read(2, 5, 6), read(1, 7, 8)]],
    ['if each write replaced the one before it', [swap(1, null, 1, 2), swap(2, 1, 3, 4), read(2, 5, 6)]],
    [
      'if deletions leave nothing',
      [write(1, 1, 2), write(null, 3, 4), read(null, 5, 6), write(2, 7, 8), read(2, 9, 10)],
    ],
    [
      'if operations that end and begin at the same moment are in either order',
      [write(1, 1, 5), write(2, 5, 6), read(1, 7, 8)],
    ],
  ])('%s', (_, operations) => {
    expect(checkRegister(operations)).toEqual({ verdict: 'linearizable' });
  });
});

describe('a register is not linearizable', () => {
  it.each<[string, string, readonly RegisterOperation[]]>([
    ['if a read shows what was replaced before it', 'stale', [write(1, 1, 2), write(2, 3, 4), read(1, 5, 6)]],
    [
      'if a read shows less than an earlier read',
      'stale',
      [write(1, 1, 2), write(2, 3, 20), read(2, 4, 5), read(1, 6, 7)],
    ],
    ['if a written key is gone', 'stale', [write(1, 1, 2), read(null, 3, 4)]],
    ['if an acknowledged write was lost', 'replaced-twice', [swap(1, null, 1, 2), swap(2, 1, 3, 4), swap(3, 1, 5, 6)]],
    [
      'if a late write appears between two reads of another',
      'stale',
      [lostReply(1, 1), write(2, 3, 4), read(1, 5, 6), read(2, 7, 8)],
    ],
    ['if a write replaced itself', 'applied-twice', [swap(1, 1, 1, 2)]],
    ['if a value appears that nobody wrote', 'foreign', [write(1, 1, 2), read(-2, 3, 4)]],
    ['if a failed write took effect', 'failed', [write(1, 1, 2), failed(2, 3, 4), read(2, 5, 6)]],
    ['if a value appears before it was written', 'early', [read(1, 1, 2), write(1, 3, 4)]],
    ['if writes replaced each other', 'circular', [swap(1, 2, 1, 9), swap(2, 1, 1, 9)]],
  ])('%s', (_, kind, operations) => {
    expect(checkRegister(operations)).toMatchObject({ verdict: 'illegal', conflict: { kind } });
  });

  it('names the two operations that contradict each other, the decisive one last', () => {
    const [, second, stale] = [write(1, 1, 2), write(2, 3, 4), read(1, 5, 6)];
    expect(checkRegister([write(1, 1, 2), second!, stale!])).toMatchObject({
      conflict: {
        sights: [
          { operation: second, value: 2 },
          { operation: stale, value: 1 },
        ],
      },
    });
  });
});

describe('a register that may have been emptied by either of two deletions', () => {
  const either = [write(1, 1, 2), lostReply(null, 3), write(2, 4, 5), lostReply(null, 6), read(null, 10, 11)];

  it('is linearizable if it is so with one of them', () => {
    expect(checkRegister(either)).toEqual({ verdict: 'linearizable' });
    expect(checkRegister([...either, write(3, 12, 13), read(null, 14, 15)])).toEqual({ verdict: 'linearizable' });
  });

  it('is not if it is so with neither', () => {
    const operations = [...either, write(3, 12, 13), write(4, 14, 15), read(3, 16, 17)];
    expect(checkRegister(operations)).toMatchObject({ verdict: 'illegal' });
  });

  it('is undecided if there are too many ways', () => {
    const deletions = Array.from({ length: 20 }, (_, index) => lostReply(null, 10 + index));
    const reads = Array.from({ length: 20 }, (_, index) => [
      write(index + 2, 100 + 10 * index, 101 + 10 * index),
      read(null, 102 + 10 * index, 103 + 10 * index),
    ]).flat();
    const operations = [write(1, 1, 2), ...deletions, ...reads];
    expect(checkRegister(operations)).toMatchObject({ verdict: 'unknown' });
  });
});
