import { createHash } from 'node:crypto';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';

/** SHA-256 over what a worker wrote and which of it was acknowledged, key by key. */
export function ledgerDigest({ workerIndex, workerCount, issued, acknowledged }: LedgerSnapshot): string {
  return createHash('sha256').update(`${workerIndex}/${workerCount}`).update(issued).update(acknowledged).digest('hex');
}
