import { decodeMessage, encode } from '../../src/agents/messages.js';
import { BatchReader, packBatch } from '../../src/agents/pack-batch.js';
import { PlaceReading } from '../../src/agents/place-reading.js';
import { packShare, unpackShare } from '../../src/agents/remote-share.js';
import { ShareReader } from '../../src/agents/share-reader.js';
import { judgeShare } from '../../src/audit/judge-share.js';
import type { KeptLedger } from '../../src/audit/kept-ledger.js';
import type { LedgerSnapshot } from '../../src/audit/ledger-snapshot.js';
import type { Copies } from '../../src/keyspace/copies.js';
import type { ClientView } from '../../src/model/client-view.js';
import type { OperationPlan } from '../../src/model/operation-plan.js';

interface AgentShare {
  readonly keys: number;
  readonly operations: readonly OperationPlan[];
  /** What the agent has read back of its keys; absent: it is told. */
  readonly read?: Int32Array;
}

/** A ledger that stays with an agent: what the run knows of its keys goes there, and the judgement comes back, as bytes. */
export function keptByAgent(snapshot: LedgerSnapshot, { keys, operations, read }: AgentShare): KeptLedger {
  const { workerIndex, workerCount } = snapshot;
  return {
    workerIndex,
    workerCount,
    async judge(share) {
      const packed = packShare(share, { operations, keys, workerIndex, workerCount }, read !== undefined);
      const message = decodeMessage(encode({ type: 'judge', worker: workerIndex, share: packed }));
      if (message.type !== 'judge') throw new Error('It is another message.');
      const judgement = judgeShare(snapshot, unpackShare(message.share, snapshot, read));
      const batch = { place: 1, number: 1, messages: [{ type: 'judged', worker: workerIndex, judgement }] } as const;
      const [answer] = new BatchReader().read(packBatch(batch)).messages;
      return answer?.type === 'judged' ? answer.judgement : null;
    },
  };
}

/** Has an agent of a single worker read its keys of these copies; returns what it keeps. What it sends travels as bytes. */
export async function readAsAgent(
  copies: Copies,
  view: ClientView,
  { workerIndex, workerCount }: Pick<LedgerSnapshot, 'workerIndex' | 'workerCount'>,
): Promise<Int32Array> {
  const share = { workers: [workerIndex], workerCount };
  const atCoordinator = new PlaceReading(copies, { share, onKeys() {}, leadsThere: () => true });
  const message = decodeMessage(encode({ type: 'read-back', reading: atCoordinator.reading }));
  if (message.type !== 'read-back') throw new Error('It is another message.');
  const batches = new BatchReader();
  using reader = new ShareReader(message.reading, {
    ...{ view, share, firstCopy: workerIndex },
    send(read) {
      const packed = packBatch({ place: 1, number: 1, messages: [{ type: 'keys-read', ...read }] });
      for (const one of batches.read(packed).messages) if (one.type === 'keys-read') atCoordinator.take(one);
    },
  });
  atCoordinator.finish(await reader.read());
  if (!atCoordinator.isWhole) throw new Error('The agent has not read all its keys.');
  return reader.kept.get(workerIndex) ?? new Int32Array(0);
}
