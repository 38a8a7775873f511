import { asMeasured, priceTraffic } from '../../src/cost/price-load.js';
import type { RunRecord } from '../../src/record/run-record.js';
import type { FaultRecord } from '../../src/record/sections/faults.js';
import type { PhaseRecord } from '../../src/record/sections/phases.js';
import type { Percentiles, Stats } from '../../src/record/sections/stats.js';
import { examplePrices, exampleTraffic } from '../cost/example-prices.js';

/** A record of a run with one fault in which every metric has data. Latencies have distinct figures. */
export function exampleRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    run: {
      id: 'r1',
      startedAt: '2025-01-01T00:00:00.000Z',
      wallMs: 25_000,
      seed: 1,
      command: ['run'],
      version: '0.1.0',
      interrupted: false,
    },
    scenario: {},
    environment: { nodeVersion: 'v20', os: 'linux', cpuModel: 'any', cpuCount: 2, memoryBytes: 1e9, engines: [] },
    topology: { kind: 'sentinel', readyMs: 1200, nodes: [], nodesAtEnd: [] },
    phases: [
      phase('steady', 0, 6000),
      phase('failover', 6000, 8000),
      phase('recovery', 8000, 12_000),
      phase('settled', 12_000, 20_000),
    ],
    totals: stats(),
    timeline: { intervalMs: 100, intervals: [] },
    events: [],
    faults: [fault()],
    origin: exampleOrigin(),
    availability: {
      good: 995,
      planned: 1000,
      ratio: 0.995,
      longestOutageMs: 2200,
      sla: { target: 0.9999, budgetMsPerYear: 3_155_760, spentMs: 2200, spentShare: 0.0007 },
    },
    writeSafety: {
      verdict: 'unsafe',
      reason: 'acknowledged writes were lost',
      audit: 'chain',
      durability: 'async',
      writes: { issued: 500, acknowledged: 490, failed: 4, indeterminate: 6 },
      fates: { survived: 480, lost: 7, recovered: 3, vanished: 3, duplicated: 2, unexpected: 1 },
      causes: { inFlight: 7, election: 0, zombie: 0, wipe: 0, clobbered: 0, eviction: 0, unexplained: 0 },
      unwritten: { values: 2, reads: 3 },
      wipedKeys: 4,
      reexecuted: 8,
      canaries: { written: 32, found: 32 },
      lossWindow: { firstLostAckMs: 5990, lastLostAckMs: 6000 },
      lostSamples: [],
      staleReads: 5,
      missingReads: { count: 9, causes: { expired: 0, evicted: 0, flushed: 9, serverGone: 0, lost: 0, unknown: 0 } },
      replicas: [],
    },
    history: {
      ...{ file: 'history.jsonl', keys: 100, operations: 2_000, truncatedKeys: 0 },
      ...{ linearizableKeys: 94, illegalKeys: 6, illegal: [], undecided: [] },
    },
    redundancy: {
      fullResyncs: 3,
      partialResyncs: 1,
      withoutRedundancyMs: 4200,
      links: [{ node: 'n2', times: 2, downMs: 4000 }],
    },
    agents: [exampleAgent(1), exampleAgent(2)],
    application: {
      ...{ command: ['node', 'server.js'], url: 'http://127.0.0.1:3000', readyMs: 300, restarts: 1 },
      ...{ cpuPercent: 20, memoryBytes: 50_000_000, eventLoopDelayP99Us: 900 },
      exits: [{ atMs: 6_000, code: 1, signal: null }],
      unavailability: { writeMs: 2_200, readMs: 2_000, ownShareMs: 1_200 },
      ...{ layers: [], output: [] },
    },
    cost: exampleCost(),
    saturation: { saturated: false, reasons: [], generator: { cpuPercent: 30, threads: [] }, servers: [] },
    gates: [],
    verdict: 'pass',
    warnings: [],
    ...changes,
  };
}

/** One of two agents; the second has the greater error and skew, and half of its keys were not audited. */
export function exampleAgent(place: 1 | 2, changes: Partial<NonNullable<RunRecord['agents']>[number]> = {}) {
  return {
    ...{ place, name: `agent-${place}`, host: 'aaaa', cores: 1, node: '20.0.0', threads: 1 },
    ...{ offsetMs: 0, errorMs: place, startSkewMs: 4 * place, sent: 500, lostAtMs: null, ledgerSha256: null },
    ...{ keys: 100, auditedKeys: place === 1 ? 100 : 50 },
    ...changes,
  };
}

function exampleCost(): NonNullable<RunRecord['cost']> {
  const cost = priceTraffic(exampleTraffic(), examplePrices(), { ...asMeasured, models: ['serverless-valkey'] });
  const dollarsPerMonth = { low: 60, likely: 67.36, high: 70 };
  return { ...cost, models: cost.models.map((model) => ({ ...model, dollarsPerMonth })) };
}

/** The same run without results: no metric has data. */
export function emptyRecord(): RunRecord {
  const nothing: Stats = {
    operations: { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, indeterminate: 0 },
    throughputPerSecond: null,
    hits: 0,
    misses: 0,
    errors: {},
    latency: { all: { response: null, service: null } },
  };
  const { cost: _cost, history: _history, agents: _agents, application: _application, ...full } = exampleRecord();
  const { reexecuted: _reexecuted, ...safety } = full.writeSafety;
  return {
    ...full,
    phases: [],
    totals: nothing,
    faults: [],
    availability: { ...full.availability, good: 0, planned: 0, ratio: null, longestOutageMs: null },
    redundancy: null,
    origin: null,
    writeSafety: {
      ...safety,
      verdict: 'unknown',
      reason: 'the servers could not be read back',
      writes: { issued: 0, acknowledged: 0, failed: 0, indeterminate: 0 },
      fates: null,
      causes: null,
      unwritten: null,
      wipedKeys: null,
      staleReads: null,
      missingReads: null,
    },
  };
}

export function fault(changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    name: 'host-loss',
    targets: ['n1'],
    injectedAtMs: 6000,
    healedAtMs: null,
    proof: 'the process is gone',
    milestones: [
      {
        shard: 0,
        firstErrorMs: 1,
        detectedMs: 1050,
        agreedMs: 1100,
        promotedMs: 1400,
        routedMs: 2100,
        writesBackMs: 2150,
        readsBackMs: 2050,
        lastErrorMs: 2200,
        latencyRecoveredMs: 3500,
        replacementJoinedMs: 4000,
        redundancyRestoredMs: 4500,
      },
    ],
    unavailability: { writeMs: 2200, readMs: 2000, proberWriteMs: 1500, proberReadMs: 1400, ended: true },
    rewarmMs: 3200,
    lowestHitRate: 0.4,
    inFlight: {
      clientOperations: 4,
      replicationOffsets: null,
      unreplicatedBytes: null,
      discardedLinkBytes: null,
      discardedWrites: null,
      unsentWrites: null,
    },
    ...changes,
  };
}

function phase(name: PhaseRecord['name'], startMs: number, endMs: number): PhaseRecord {
  return { name, startMs, endMs, ...stats(), writes: { issued: 200, acknowledged: 199 } };
}

function stats(): Stats {
  return {
    operations: { planned: 1000, sent: 990, dropped: 10, ok: 980, fail: 4, indeterminate: 6 },
    throughputPerSecond: 9800,
    hits: 470,
    misses: 30,
    errors: {},
    latency: {
      all: { response: percentiles(1000), service: percentiles(100) },
      set: { response: percentiles(2000), service: percentiles(200) },
      get: { response: percentiles(500), service: percentiles(50) },
    },
  };
}

/** Figures upwards and downwards from `p50Us`. */
function percentiles(p50Us: number): Percentiles {
  return {
    count: 100,
    minUs: p50Us / 10,
    meanUs: p50Us + 1,
    p50Us,
    p90Us: p50Us * 2,
    p95Us: p50Us * 3,
    p99Us: p50Us * 4,
    p99_9Us: p50Us * 5,
    p99_99Us: p50Us * 6,
    maxUs: p50Us * 7,
    histogram: '',
  };
}

function exampleOrigin(): NonNullable<RunRecord['origin']> {
  const requests = { ok: 90, fail: 0, indeterminate: 0 };
  return {
    kind: 'postgres',
    version: '15.1',
    pattern: 'cache-aside',
    counts: { reads: 90, writes: 90, fail: 0, indeterminate: 0 },
    reads: requests,
    writes: requests,
    errors: {},
    serverCounts: null,
    latency: percentiles(7),
    poolWait: percentiles(8),
    poolRefused: 3,
    sameKeyMax: 5,
    sharedReads: 0,
    offloadRatio: 0.82,
    hits: 400,
    misses: 100,
    fills: 90,
    refusedFills: null,
    refreshes: null,
    lostWriteBehind: 0,
    rewarmMs: null,
    readsPerSecond: { mean: 4.5, max: 30 },
    stale: {
      count: 5,
      byCause: { window: 0, race: 0, notInvalidated: 2, lostInvalidation: 3, allowed: 0, late: 0 },
      maxAgeMs: 120,
      samples: [],
    },
    phantom: 0,
  };
}
