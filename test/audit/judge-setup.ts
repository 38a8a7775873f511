import type { AuditedFault } from '../../src/audit/classify-loss.js';
import type { JudgeInput } from '../../src/audit/judge-input.js';
import { Ledger } from '../../src/audit/ledger.js';
import type { LedgerSnapshot } from '../../src/audit/ledger-snapshot.js';

/** One write of a key, numbered in order: `ok` with the value it replaced and the time of its acknowledgement. */
export type Write = { readonly ok: number; readonly atMs: number } | 'fail' | 'doubt';

/** A ledger of one worker whose preloaded keys had these writes. */
export function snapshotOf(keys: readonly (readonly Write[])[]): LedgerSnapshot {
  const ledger = new Ledger({ keyCount: keys.length, workerIndex: 0, workerCount: 1 });
  for (const [localKey, writes] of keys.entries()) {
    ledger.acknowledgePreload(localKey);
    for (const write of writes) {
      const sequence = ledger.begin(localKey);
      if (write === 'fail') ledger.fail(localKey, sequence);
      else if (write === 'doubt') ledger.doubt(localKey, sequence);
      else ledger.acknowledge(localKey, sequence, write.atMs, write.ok);
    }
  }
  return structuredClone(ledger.snapshot().snapshot);
}

/** A clean end of a run with these writes and these final values; each test changes the part it is about. */
export function judgeInput(
  keys: readonly (readonly Write[])[],
  values: readonly number[],
  changes: Partial<JudgeInput> = {},
): JudgeInput {
  return {
    snapshots: [snapshotOf(keys)],
    readback: { primary: Int32Array.from(values), replicas: [] },
    readbackAtMs: 100_000,
    canaries: { written: 4, found: 4 },
    faults: [],
    evictedKeys: 0,
    expiredKeys: 0,
    converged: true,
    auditMode: 'chain',
    durability: 'async',
    keyNameOf: (keyIndex) => `key ${keyIndex}`,
    ...changes,
  };
}

/** The primary of shard 0 dies at 1000 ms and is replaced at 2000 ms. */
export function hostLoss(changes: Partial<AuditedFault> = {}): AuditedFault {
  return {
    name: 'host-loss',
    injectedAtMs: 1000,
    leavesZombie: false,
    promotedAtMs: 2000,
    shard: 0,
    relay: null,
    ...changes,
  };
}
