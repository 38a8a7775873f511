import { CountLedger } from '../../src/audit/count-ledger.js';
import type { JudgeInput } from '../../src/audit/judge-input.js';
import { Ledger } from '../../src/audit/ledger.js';
import type { LedgerSnapshot } from '../../src/audit/ledger-snapshot.js';
import { judgeInput } from './judge-setup.js';

/** One count of a key: the value afterwards, that the reply did not show it, or how else it ended. */
export type Count = number | 'untold' | 'fail' | 'doubt' | 'barrier';

/** A worker that never writes its only string key, number 0, and counts the keys from number 1 on. */
function countedSnapshot(keys: readonly (readonly Count[])[]): LedgerSnapshot {
  const ledger = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
  const counts = new CountLedger({ keyCount: keys.length, workerIndex: 0, workerCount: 1 }, 1);
  ledger.acknowledgePreload(0);
  for (const [key, steps] of keys.entries()) {
    for (const [step, count] of steps.entries()) {
      if (count === 'barrier') {
        counts.markBaseline();
        continue;
      }
      counts.begin(key);
      if (count === 'fail') counts.fail(key);
      else if (count === 'doubt') counts.doubt(key);
      else counts.acknowledge(key, step, count === 'untold' ? -3 : count);
    }
  }
  return structuredClone({ ...ledger.snapshot().snapshot, counted: counts.snapshot().snapshot });
}

/** A clean end of a run in which keys were counted and have these values at the end. */
export function countedInput(
  keys: readonly (readonly Count[])[],
  numbers: readonly number[],
  changes: Partial<JudgeInput> = {},
): JudgeInput {
  return {
    ...judgeInput([[]], [0]),
    snapshots: [countedSnapshot(keys)],
    readback: { primary: Int32Array.of(0, ...numbers), replicas: [] },
    ...changes,
  };
}
