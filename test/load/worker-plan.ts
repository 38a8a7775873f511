import { preloadedSpaces } from '../../src/keyspace/space/registry.js';
import type { WorkerPlan } from '../../src/load/load-plan.js';
import { planOperations } from '../../src/load/workload/plan-operations.js';
import { openAccess } from '../../src/model/access.js';
import type { OperationPlan } from '../../src/model/operation-plan.js';

/** A plan for one worker with an even mix on 1,000 keys, with the given changes. */
export function workerPlan(changes: Partial<WorkerPlan> = {}): WorkerPlan {
  return {
    workerIndex: 0,
    workerCount: 1,
    seed: 42,
    runTag: 'abcd1234',
    driver: 'ioredis',
    clientPolicy: 'measured',
    clientOptions: null,
    view: { kind: 'single', endpoint: { host: '127.0.0.1', port: 1 }, access: openAccess },
    applicationUrl: null,
    connections: 2,
    pipeline: 1,
    ratePerSecond: 1_000,
    pacer: { kind: 'constant' },
    durationMs: 10_000,
    requests: null,
    deadlineMs: 1_000,
    connectTimeoutMs: 1_000,
    keys: 1_000,
    distribution: { kind: 'uniform' },
    valueBytes: 24,
    valueSizes: { kind: 'fixed', bytes: 24 },
    data: 'random',
    protocol: null,
    operations: operationsFor({ get: 1, set: 1 }),
    audit: 'chain',
    history: null,
    origin: null,
    replay: null,
    preloaded: preloadedSpaces,
    durability: { kind: 'async' },
    intervalMs: 100,
    hasOwnCore: false,
    inFlight: new SharedArrayBuffer(4 * (changes.workerCount ?? 1)),
    lease: null,
    shardCount: 1,
    shardsOfKeys: null,
    ...changes,
  };
}

/** The operations of a mix, with or without the chain audit: `get` is first if it is among them. */
export function operationsFor(mix: Readonly<Record<string, number>>, chain = true): readonly OperationPlan[] {
  return planOperations({ mix, commands: [], chain, ttlSeconds: null, keysPerOperation: 3 });
}
