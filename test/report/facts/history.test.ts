import { describe, expect, it } from 'vitest';
import type { HistoryRecord, SightRecord } from '../../../src/record/sections/history.js';
import { makeAnswer } from '../../../src/report/answer/answer.js';
import { conflictSentence, historyRows } from '../../../src/report/facts/history.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

const sight = (did: SightRecord['did'], value: number | null, different: Partial<SightRecord> = {}): SightRecord => ({
  ...{ did, value, by: 'client', client: 3, callMs: 4_000, returnMs: 4_001 },
  ...different,
});
const acknowledged = sight('wrote', 5, { returnMs: 3_500 });
const preloaded = sight('wrote', 0, { by: 'preload', client: null });
const readBack = { by: 'read-back', client: null } as const;

type Illegal = HistoryRecord['illegal'][number];

describe('a contradiction in a history, in words', () => {
  it.each<[string, Illegal['kind'], readonly SightRecord[]]>([
    [
      'On k1, a read sent at 4.000 s returned write 4, although write 5 had been acknowledged at 3.500 s.',
      'stale',
      [acknowledged, sight('read', 4)],
    ],
    [
      'On k1, the read-back at the end found nothing, although the preloaded value had been written before.',
      'stale',
      [preloaded, sight('read', null, readBack)],
    ],
    [
      'On k1, write 6, sent at 4.000 s, replaced write 4, although a read that ended at 3.500 s had already returned write 5.',
      'stale',
      [sight('read', 5, { returnMs: 3_500 }), sight('replaced', 4, { written: 6 })],
    ],
    [
      'On k1, a read sent at 4.000 s returned write 4, although write 5, acknowledged at 3.500 s, had already replaced write 4.',
      'stale',
      [sight('replaced', 4, { written: 5, returnMs: 3_500 }), sight('read', 4)],
    ],
    [
      'On k1, write 4 was replaced twice: by write 5, acknowledged at 3.500 s, and by write 6, acknowledged at 4.001 s.',
      'replaced-twice',
      [sight('replaced', 4, { written: 5, returnMs: 3_500 }), sight('replaced', 4, { written: 6 })],
    ],
    [
      'On k1, write 5, acknowledged at 3.500 s, replaced itself: it was applied twice.',
      'applied-twice',
      [acknowledged],
    ],
    ['On k1, a read sent at 4.000 s returned a value that no client wrote.', 'foreign', [sight('read', -2)]],
    [
      'On k1, a read sent at 4.000 s returned write 5, which had certainly failed.',
      'failed',
      [acknowledged, sight('read', 5)],
    ],
  ])('%s', (expected, kind, sights) => {
    expect(conflictSentence({ key: 'k1', kind, sights })).toBe(expected);
  });
});

const history: HistoryRecord = {
  ...{ file: 'history.jsonl', keys: 100, operations: 1_234, truncatedKeys: 0 },
  ...{ linearizableKeys: 100, illegalKeys: 0, illegal: [], undecided: [] },
};
const illegal: HistoryRecord = {
  ...history,
  linearizableKeys: 98,
  illegalKeys: 2,
  illegal: [{ key: 'k1', kind: 'stale', sights: [acknowledged, sight('read', 4)] }],
};

describe('reports', () => {
  it('say how much of the history is linearizable', () => {
    expect(historyRows(buildRecord())).toEqual([]);
    expect(historyRows(buildRecord({ history }))).toEqual([['history', '1,234 operations on 100 keys: linearizable.']]);
    expect(historyRows(buildRecord({ history: illegal }))).toEqual([
      [
        'history',
        '1,234 operations on 100 keys: 2 keys are not linearizable. On k1, a read sent at 4.000 s returned write 4, although write 5 had been acknowledged at 3.500 s. And 1 more.',
      ],
    ]);
  });

  it('say what could not be decided', () => {
    const undecided = [{ reason: 'nobody knows', keys: 3 }];
    expect(historyRows(buildRecord({ history: { ...history, linearizableKeys: 97, undecided } }))).toEqual([
      ['history', '1,234 operations on 100 keys: 97 keys are linearizable. 3 keys unknown: nobody knows.'],
    ]);
  });

  it('open with a key that is not linearizable, and why', () => {
    expect(makeAnswer(buildRecord({ history: illegal })).sentences.join(' ')).toContain(
      '2 of 100 recorded keys are not linearizable. On k1, a read sent at 4.000 s returned write 4, although write 5 had been acknowledged at 3.500 s.',
    );
    expect(makeAnswer(buildRecord({ history })).sentences.join(' ')).not.toContain('linearizable');
  });
});
