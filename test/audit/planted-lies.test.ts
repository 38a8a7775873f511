import { describe, expect, it } from 'vitest';
import { canaryPlan, countCanaries } from '../../src/audit/canaries.js';
import { judgeKept, judgeWrites } from '../../src/audit/judge.js';
import type { AuditInput } from '../../src/audit/judge-input.js';
import { Ledger } from '../../src/audit/ledger.js';
import { notObserved, observedSequence } from '../../src/audit/observation.js';
import { InternalError } from '../../src/errors/errors.js';
import type { Copies } from '../../src/keyspace/copies.js';
import { stringSpace } from '../../src/keyspace/spaces-in-use.js';
import { openAccess } from '../../src/model/access.js';
import type { AuditMode } from '../../src/model/scenario.js';
import type { Fate, LossCause } from '../../src/model/write-fates.js';
import { formatStamp, keyName } from '../../src/model/write-stamp.js';
import { forkRandom } from '../../src/random/random.js';
import type { WriteSafetyRecord } from '../../src/record/sections/write-safety.js';
import { targetNode } from '../../src/topology/external/target-node.js';
import { keptByAgent, readAsAgent } from '../agents/kept-by-agent.js';
import { type LieName, LyingServer } from '../fakes/lying-server.js';
import { RespClient } from '../fakes/resp-client.js';

const runTag = 'abcd1234';
const keyCount = 50;
const workerCount = 2;
const loopsPerWorker = 4;
const leastOperations = 2000;

interface Expectation {
  readonly lie: LieName;
  readonly count: number;
  readonly fates?: Partial<Record<Fate, number>>;
  readonly causes?: Partial<Record<LossCause, number>>;
}

const lies: readonly Expectation[] = [
  { lie: 'drop-acknowledged', count: 7, fates: { lost: 7 }, causes: { unexplained: 7 } },
  { lie: 'never-made', count: 9, fates: { lost: 9 }, causes: { unexplained: 9 } },
  { lie: 'apply-twice', count: 5, fates: { duplicated: 5 } },
  { lie: 'roll-back', count: 6, fates: { lost: 18 }, causes: { unexplained: 18 } },
  { lie: 'resurrect', count: 4, fates: { unexpected: 4, lost: 4 }, causes: { clobbered: 4 } },
  { lie: 'invent-value', count: 8, fates: { unexpected: 8 } },
  { lie: 'invent-sequence', count: 3, fates: { unexpected: 3 } },
];

describe('the audit of a server that lies', () => {
  it.each(lies)('counts "$lie" exactly $count times', async ({ lie, count, fates, causes }) => {
    const safety = await audit(lie, count, 'chain');
    const none = { lost: 0, duplicated: 0, unexpected: 0 };
    expect(safety.fates).toMatchObject({ ...none, ...fates });
    expect(safety.causes).toMatchObject(causes ?? {});
    expect(safety.verdict).toBe('unsafe');
  });

  it('finds every lie that persists with the final read-back alone', async () => {
    const safety = await audit('wipe', 1, 'final');
    expect(safety.canaries).toEqual({ written: 6, found: 0 });
    expect(safety.verdict).toBe('unsafe');
    expect(safety.reason).toContain('cannot see a lost write that a later one covered');
  });

  it('recognizes a wipe by its canaries', async () => {
    const safety = await audit('wipe', 1, 'chain');
    expect(safety.canaries).toEqual({ written: 6, found: 0 });
    expect(safety.fates?.lost).toBeGreaterThan(0);
    expect(safety.causes?.wipe).toBe(safety.fates?.lost);
    expect(safety.reason).toContain('wiped');
  });
});

describe('the audit of an honest server', () => {
  it('finds nothing wrong under load', async () => {
    const safety = await audit('none', 0, 'chain');
    expect(safety.fates).toEqual({ ...nothing, survived: safety.writes.issued });
    expect(safety.staleReads).toBe(0);
    expect(safety.verdict).toBe('safe');
  });

  it('finds nothing wrong when connections break during writes, whether or not they took effect', async () => {
    const safety = await audit('hang-up', 20, 'chain');
    expect(safety.writes.indeterminate).toBe(20);
    expect(safety.fates).toEqual({ ...nothing, survived: safety.writes.acknowledged, recovered: 10, vanished: 10 });
    expect(safety.verdict).toBe('safe');
  });
});

const nothing = { survived: 0, lost: 0, recovered: 0, vanished: 0, duplicated: 0, unexpected: 0 };

/** Loads a server until it has lied `count` times, reads everything back, and judges. */
async function audit(lie: LieName, count: number, auditMode: AuditMode): Promise<WriteSafetyRecord> {
  await using server = await LyingServer.listen(lie, count);
  using client = new RespClient(server.port);
  const canaries = canaryPlan(runTag, 6);
  for (const canary of canaries) await client.command('SET', canary.name, canary.value);
  const ledgers = Array.from(
    { length: workerCount },
    (_, workerIndex) => new Ledger({ keyCount, workerIndex, workerCount }),
  );
  await Promise.all(ledgers.map((ledger, workerIndex) => loadAsWorker(server, ledger, workerIndex, auditMode)));

  expect(server.told).toBe(count);

  const names = Array.from({ length: keyCount }, (_, keyIndex) => keyName(runTag, keyIndex));
  const values = await readAll(client, names);
  const primary = Int32Array.from(values, (value, keyIndex) => observedSequence(value, runTag, keyIndex));
  const found = countCanaries(
    canaries,
    await readAll(
      client,
      canaries.map(({ name }) => name),
    ),
  );
  const snapshots = ledgers.map((ledger) => ledger.snapshot().snapshot);
  const input: AuditInput = {
    readback: { primary, replicas: [] },
    readbackAtMs: 1e6,
    canaries: { written: canaries.length, found },
    faults: [],
    evictedKeys: 0,
    expiredKeys: 0,
    converged: true,
    auditMode,
    durability: 'async',
    keyNameOf: (keyIndex) => keyName(runTag, keyIndex),
  };
  const { writeSafety } = judgeWrites({ ...input, snapshots: structuredClone(snapshots) });
  // Whichever agent owns the key finds the same.
  const owned = { keys: keyCount, operations: [] };
  const told = snapshots.map((snapshot) => keptByAgent(structuredClone(snapshot), owned));
  expect((await judgeKept(told, input)).writeSafety).toEqual(writeSafety);
  const read = await readByAgents(server.port);
  const asRead = snapshots.map((snapshot, index) => keptByAgent(snapshot, { ...owned, read: read.shares[index]! }));
  expect(read.primary).toEqual(primary);
  expect((await judgeKept(asRead, input)).writeSafety).toEqual(writeSafety);
  return writeSafety;
}

/** What agents find, each of which reads the keys that it owns. */
async function readByAgents(port: number): Promise<{ primary: Int32Array; shares: readonly Int32Array[] }> {
  const endpoint = { host: '127.0.0.1', port };
  const primary = new Int32Array(keyCount).fill(notObserved);
  const copies: Copies = {
    space: { runTag, keys: keyCount, valueBytes: 40 },
    shardCount: 1,
    all: [{ node: targetNode('n1', 'primary', 0, endpoint), shard: 0, isPrimary: true, values: primary }],
    audited: [{ use: stringSpace, shardOfKey: new Uint16Array(keyCount) }],
  };
  const view = { kind: 'single', endpoint, access: openAccess } as const;
  const shares: Int32Array[] = [];
  for (let workerIndex = 0; workerIndex < workerCount; workerIndex += 1)
    shares.push(await readAsAgent(copies, view, { workerIndex, workerCount }));
  return { primary, shares };
}

async function loadAsWorker(target: LyingServer, ledger: Ledger, workerIndex: number, mode: AuditMode): Promise<void> {
  const owned = Math.ceil((keyCount - workerIndex) / workerCount);
  await Promise.all(
    Array.from({ length: loopsPerWorker }, async (_, loop) => {
      const ownKeys = Array.from({ length: owned }, (_, localKey) => localKey).filter(
        (localKey) => localKey % loopsPerWorker === loop,
      );
      await loadKeys(target, ledger, ownKeys, { workerIndex, loop, mode });
    }),
  );
}

async function loadKeys(
  target: LyingServer,
  ledger: Ledger,
  localKeys: readonly number[],
  place: { readonly workerIndex: number; readonly loop: number; readonly mode: AuditMode },
): Promise<void> {
  using connection = new RespClient(target.port);
  const random = forkRandom(1, `worker ${place.workerIndex} loop ${place.loop}`);
  const stampOf = (localKey: number, sequence: number) => {
    const keyIndex = localKey * workerCount + place.workerIndex;
    return { keyIndex, name: keyName(runTag, keyIndex), value: formatStamp({ runTag, keyIndex, sequence }) };
  };
  for (const localKey of localKeys) {
    const { name, value } = stampOf(localKey, 0);
    await connection.command('SET', name, value);
    ledger.acknowledgePreload(localKey);
  }
  for (let operation = 0; operation < leastOperations / loopsPerWorker || !target.finished; operation += 1) {
    const localKey = localKeys[random.below(localKeys.length)]!;
    if (random.next() < 0.3) {
      const { keyIndex, name } = stampOf(localKey, 0);
      const acknowledged = ledger.acknowledgedSequence(localKey);
      const answer = await connection.command('GET', name);
      if (answer !== 'hung-up')
        ledger.read(localKey, acknowledged, observedSequence(text(answer.value), runTag, keyIndex));
      continue;
    }
    const sequence = ledger.begin(localKey);
    const { keyIndex, name, value } = stampOf(localKey, sequence);
    const chained = place.mode === 'chain' ? ['GET'] : [];
    const answer = await connection.command('SET', name, value, ...chained);
    if (answer === 'hung-up') ledger.doubt(localKey, sequence);
    else {
      const observed = place.mode === 'chain' ? observedSequence(text(answer.value), runTag, keyIndex) : notObserved;
      ledger.acknowledge(localKey, sequence, operation, observed);
    }
  }
}

async function readAll(client: RespClient, names: readonly string[]): Promise<readonly (string | null)[]> {
  const answer = await client.command('MGET', ...names);
  if (answer === 'hung-up' || !Array.isArray(answer.value))
    throw new InternalError('The fake server did not answer MGET.');
  return answer.value.map(text);
}

function text(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new InternalError(`The fake server answered ${JSON.stringify(value)}.`);
}
