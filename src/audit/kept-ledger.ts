import { judgeShare, type ShareJudgement } from './judge-share.js';
import type { LedgerSnapshot } from './ledger-snapshot.js';
import type { Share, ShareInput } from './share-input.js';

/** The ledger of one worker after all writes have ended, wherever it is kept. */
export interface KeptLedger extends Share {
  /** Called once. Null: who kept the ledger is lost, and what the worker wrote is unknown. */
  judge(share: ShareInput): Promise<ShareJudgement | null>;
}

/** A ledger in the memory of this process. */
export function keptHere(snapshot: LedgerSnapshot): KeptLedger {
  const { workerIndex, workerCount } = snapshot;
  return { workerIndex, workerCount, judge: async (share) => judgeShare(snapshot, share) };
}
