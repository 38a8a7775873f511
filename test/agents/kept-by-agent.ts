import { decodeMessage, encode } from '../../src/agents/messages.js';
import { BatchReader, packBatch } from '../../src/agents/pack-batch.js';
import { packShare, unpackShare } from '../../src/agents/remote-share.js';
import { judgeShare } from '../../src/audit/judge-share.js';
import type { KeptLedger } from '../../src/audit/kept-ledger.js';
import type { LedgerSnapshot } from '../../src/audit/ledger-snapshot.js';
import type { OperationPlan } from '../../src/model/operation-plan.js';

/** A ledger that stays with an agent: what the run knows of its keys goes there, and the judgement comes back, as bytes. */
export function keptByAgent(
  snapshot: LedgerSnapshot,
  { keys, operations }: { readonly keys: number; readonly operations: readonly OperationPlan[] },
): KeptLedger {
  const { workerIndex, workerCount } = snapshot;
  return {
    workerIndex,
    workerCount,
    async judge(share) {
      const packed = packShare(share, { operations, keys, workerIndex, workerCount });
      const message = decodeMessage(encode({ type: 'judge', worker: workerIndex, share: packed }));
      if (message.type !== 'judge') throw new Error('It is another message.');
      const judgement = judgeShare(snapshot, unpackShare(message.share, snapshot));
      const batch = { place: 1, number: 1, messages: [{ type: 'judged', worker: workerIndex, judgement }] } as const;
      const [answer] = new BatchReader().read(packBatch(batch)).messages;
      return answer?.type === 'judged' ? answer.judgement : null;
    },
  };
}
