import { describe, expect, it } from 'vitest';
import { foreign, missing, notObserved } from '../../src/audit/observation.js';
import { outcomeCode } from '../../src/load/driver/driver.js';
import { historyKinds } from '../../src/load/history/history-plan.js';
import { recordedHistory } from '../../src/run/recorded-history.js';

interface Recorded {
  readonly key: number;
  readonly kind: (typeof historyKinds)[number];
  readonly connection?: number;
  readonly sequence?: number;
  readonly seen?: number;
  readonly outcome?: keyof typeof outcomeCode;
  readonly fromMs: number;
  readonly toMs: number;
}

function rowsOf(recorded: readonly Recorded[]): Float64Array<ArrayBuffer> {
  return new Float64Array(
    recorded.flatMap(
      ({ key, connection = 0, kind, sequence = 0, seen = notObserved, outcome = 'ok', fromMs, toMs }) => [
        ...[key, connection, historyKinds.indexOf(kind), sequence, seen, outcomeCode[outcome], fromMs, toMs],
      ],
    ),
  );
}

function historyOf(recorded: readonly Recorded[], different: Partial<Parameters<typeof recordedHistory>[0]> = {}) {
  return recordedHistory({
    workload: { connections: 5, threads: 2, preload: false },
    runTag: 'abcd1234',
    epochMs: 1_000,
    snapshots: [{ rows: rowsOf(recorded), cutMs: new Map() }],
    readBack: { atMs: 0, converged: false, keys: null, canaries: null, goneShards: [] },
    ...different,
  });
}

const write: Recorded = { key: 0, kind: 'write', sequence: 1, seen: 0, fromMs: 1_002, toMs: 1_003 };
const read: Recorded = { key: 0, kind: 'read', seen: 1, fromMs: 1_004, toMs: 1_005 };

describe('a recorded history', () => {
  it('counts nanoseconds on the clock of the run', () => {
    expect(historyOf([write])[0]?.operations).toEqual([
      { client: 0, kind: 'write', value: 1, replaced: 0, callNs: 2_000_001, returnNs: 3_000_000, outcome: 'ok' },
    ]);
  });

  it('keeps an operation after one that ended at the very reading of the clock at which it began', () => {
    const [first, second] = historyOf([write, { ...read, fromMs: 1_003 }])[0]!.operations;
    expect(second!.callNs).toBeGreaterThan(first!.returnNs!);
  });

  it('begins with the preload, and ends with the read-back of a cluster that has converged', () => {
    const keys = { primary: Int32Array.of(1), replicas: [] };
    const readBack = { atMs: 1_010, converged: true, keys, canaries: null, goneShards: [] };
    const [{ operations } = { operations: [] }] = historyOf([write], {
      workload: { connections: 5, threads: 2, preload: true },
      readBack,
    });
    expect(operations.map(({ client, kind, value }) => [client, kind, value])).toEqual([
      [5, 'write', 0],
      [0, 'write', 1],
      [6, 'read', 1],
    ]);
    expect(operations[0]!.returnNs).toBeLessThan(operations[1]!.callNs);
  });

  it('numbers connections over all threads', () => {
    const snapshots = [[write], [{ ...read, key: 1, connection: 1 }]].map((recorded) => ({
      rows: rowsOf(recorded),
      cutMs: new Map(),
    }));
    expect(historyOf([], { snapshots }).map(({ operations }) => operations[0]?.client)).toEqual([0, 4]);
  });

  it('has null for no value, -2 for a foreign one, and no value if the reply did not show it', () => {
    const seen = [missing, foreign, notObserved];
    const [{ operations } = { operations: [] }] = historyOf(seen.map((one) => ({ ...read, seen: one })));
    expect(operations.map(({ value }) => value)).toEqual([null, -2, undefined]);
  });

  it('has no end of an indeterminate operation, and a deletion as a write of nothing', () => {
    const removal: Recorded = { ...write, kind: 'removal', outcome: 'indeterminate' };
    expect(historyOf([removal])[0]?.operations).toMatchObject([{ kind: 'write', value: null, returnNs: null }]);
  });

  it('leaves out reads that may have seen a write beyond the limit', () => {
    const [{ operations, isTruncated } = { operations: [], isTruncated: false }] = historyOf([], {
      snapshots: [{ rows: rowsOf([write, read, { ...read, toMs: 1_020 }]), cutMs: new Map([[0, 1_010]]) }],
    });
    expect(isTruncated).toBe(true);
    expect(operations.map(({ kind }) => kind)).toEqual(['write', 'read']);
  });
});
