import { CountLedger } from '../audit/count-ledger.js';
import { Ledger } from '../audit/ledger.js';
import { ownedKeys } from '../audit/ledger-snapshot.js';
import { auditedSpaces, numbersOf } from '../model/audited-spaces.js';
import { requestsOf } from '../model/operation-plan.js';
import type { WorkerLedgers } from './audited-keys.js';
import type { WorkerPlan } from './load-plan.js';

/** The ledgers of one worker, for the key spaces its operations use; null without audit. */
export function createLedgers(plan: WorkerPlan): WorkerLedgers | null {
  if (plan.audit === 'off') return null;
  const { workerIndex, workerCount, keys } = plan;
  const spaces = auditedSpaces(requestsOf(plan.operations), keys, workerCount);
  const ledger = new Ledger({
    keyCount: numbersOf(spaces, spaces.stamped),
    workerIndex,
    workerCount,
    chainedKeys: keys,
  });
  const owned = ownedKeys(keys, workerIndex, workerCount);
  spaces.names.slice(0, spaces.stamped).forEach((name, position) => {
    if (!plan.preloaded.includes(name)) return;
    const first = (position * spaces.stride) / workerCount;
    for (let key = first; key < first + owned; key += 1) ledger.acknowledgePreload(key);
  });
  const counted = spaces.names.length - spaces.stamped;
  const firstCounted = spaces.stamped * spaces.stride;
  const share = { keyCount: numbersOf(spaces, counted), workerIndex, workerCount };
  return { ledger, counts: counted === 0 ? null : new CountLedger(share, firstCounted), firstCounted };
}
