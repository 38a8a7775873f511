import { expect, it } from 'vitest';
import { judgeWrites } from '../../src/audit/judge.js';
import { Ledger } from '../../src/audit/ledger.js';
import { missing } from '../../src/audit/observation.js';
import { judgeInput } from './judge-setup.js';

/** Worker 1 of 2 owns keys 1 and 3 of 4, and wrote each once; the ledger of worker 0 is lost. */
function judgeSurvivor(values: readonly number[]) {
  const ledger = new Ledger({ keyCount: 4, workerIndex: 1, workerCount: 2 });
  for (const localKey of [0, 1]) {
    ledger.acknowledgePreload(localKey);
    ledger.acknowledge(localKey, ledger.begin(localKey), 10, 0);
  }
  const snapshots = [structuredClone(ledger.snapshot().snapshot)];
  return judgeWrites(judgeInput([], values, { snapshots })).writeSafety;
}

it('keys of a lost worker leave the audit without a verdict, however well the others did', () => {
  expect(judgeSurvivor([7, 1, 7, 1])).toMatchObject({
    verdict: 'unknown',
    reason: expect.stringContaining('2 keys were not audited'),
    fates: { survived: 2, lost: 0 },
  });
});

it('a loss among the keys of the others is still found, and named by its key', () => {
  expect(judgeSurvivor([7, 1, 7, missing])).toMatchObject({
    verdict: 'unsafe',
    fates: { survived: 1, lost: 1 },
    lostSamples: [{ key: 'key 3', acknowledgedSequence: 1 }],
  });
});
