import { describe, expect, it } from 'vitest';
import { chooseFault } from '../../src/fault/fault-plan.js';
import { faults } from '../../src/fault/registry.js';
import { planOperations } from '../../src/load/workload/plan-operations.js';
import { Measurements } from '../../src/metrics/measurements.js';
import type { ClientOutage } from '../../src/metrics/outages.js';
import { phaseSpans } from '../../src/metrics/phase-spans.js';
import type { Recovery } from '../../src/model/scenario.js';
import type { RunEvent } from '../../src/record/sections/events.js';
import type { Measured } from '../../src/run/measured.js';
import type { FaultOutcome } from '../../src/strike/fault-outcome.js';
import { FaultView } from '../../src/strike/fault-view.js';
import { otherOutages } from '../../src/strike/run-outages.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';
import { intervalOf, latencyCountsOf } from '../metrics/interval-fixture.js';

const epochMs = 1_000_000;
const runMs = 20_000;
const injectedAtMs = 5_000;
const operations = planOperations({
  mix: { get: 1, set: 1 },
  commands: [],
  chain: false,
  ttlSeconds: null,
  keysPerOperation: 1,
});

interface Story {
  readonly fault?: keyof typeof faults;
  readonly target?: 'n1' | 'n2';
  readonly recover?: Recovery;
  readonly healedAtMs?: number;
  /** Null: never. */
  readonly redundantAtMs?: number | null;
  readonly isReplicated?: boolean;
  readonly events?: readonly RunEvent[];
  readonly routedAtMs?: number;
  readonly outages?: readonly ClientOutage[];
  readonly proberOutages?: readonly ClientOutage[];
  /** Response times are bad until here. */
  readonly slowUntilMs?: number;
}

/** One fault at 5 s in a run of 20 s, on a primary (n1) with a replica (n2). */
function view(story: Story): FaultView {
  const { fault = 'kill-process', target = 'n1', outages = [], proberOutages = [], redundantAtMs = 8_000 } = story;
  const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica')];
  const struck = nodes.filter(({ id }) => id === target);
  const onClock = (atMs: number) => epochMs + atMs;
  const outcome: FaultOutcome = {
    order: { ...chooseFault(fault, {}), recover: story.recover ?? 'restart' },
    definition: faults[fault],
    injection: {
      targets: struck,
      injectedAtMs: onClock(injectedAtMs),
      prove: async () => undefined,
      heal: async () => {},
    },
    injectedAtMs: onClock(injectedAtMs),
    shards: [0],
    primaryShards: target === 'n1' ? [0] : [],
    primaries: struck.filter(({ role }) => role === 'primary'),
    what: 'struck',
    targetIds: [target],
    clientOperations: 0,
    replicationOffsets: null,
    proof: null,
    primaryDied: false,
    healedAtMs: story.healedAtMs === undefined ? null : onClock(story.healedAtMs),
    joinedAtMs: null,
    redundantAtMs: new Map(redundantAtMs === null ? [] : [[0, onClock(redundantAtMs)]]),
    reached: new Map(),
    loss: null,
    serviceEvents: [],
  };
  const measured: Measured = {
    epochMs,
    measuredAt: new Date(0),
    issueEndMs: onClock(runMs),
    endMs: onClock(runMs),
    measurements: measurementsOf(story.slowUntilMs ?? injectedAtMs),
    load: { planned: 0, outages, shards: [{ ok: 2_000, notOk: 0, writes: 200, reads: 1_800 }] },
    missingReads: new Map(),
    routed: story.routedAtMs === undefined ? [] : [{ endpoint: '127.0.0.1:1', atMs: onClock(story.routedAtMs) }],
    faults: [outcome],
    proberOutages: [proberOutages],
    stalls: [],
    mainStalls: [],
    probeWrites: 0,
    generatorCpuPercent: 0,
    aborted: null,
    failure: null,
    origin: null,
  };
  return new FaultView(outcome, {
    measured,
    outages: { clients: outages, probers: [proberOutages] },
    cluster: fakeCluster(nodes),
    operations,
    events: story.events ?? [],
    steadyEndMs: injectedAtMs,
    phaseMs: 40,
    areBehindApplication: false,
    isReplicated: story.isReplicated ?? true,
  });
}

function measurementsOf(slowUntilMs: number): Measurements {
  const measurements = new Measurements(100, false);
  for (let number = 0; number < runMs / 100; number += 1) {
    const isSlow = number * 100 >= injectedAtMs && number * 100 < slowUntilMs;
    const response = latencyCountsOf(Array.from({ length: 20 }, () => (isSlow ? 50 : 1)));
    measurements.add(
      0,
      intervalOf(number, { latency: { get: { response, service: null }, set: { response, service: null } } }),
    );
  }
  return measurements;
}

function outage(sort: ClientOutage['sort'], fromMs: number, toMs: number | null): ClientOutage {
  return { shard: 0, sort, fromMs, toMs };
}

const milestonesOf = (one: FaultView) =>
  one.record({ discardedWrites: null, unsentWrites: null, disagreements: 0 }).milestones[0];
const promotion: RunEvent = { type: 'role-changed', atMs: 6_500, node: 'n2', from: 'replica', to: 'primary' };

describe('the outages of a fault', () => {
  it('overlap the time from its injection to its recovery; a later one is separate', () => {
    const [own, later] = [outage('write', 5_010, 7_200), outage('write', 12_000, 12_900)];
    const one = view({ outages: [own, later], slowUntilMs: 7_300 });
    expect(one.outages).toEqual([own]);
    expect(one.unavailability()).toMatchObject({ writeMs: 2_190, readMs: 0, ended: true });
    expect(otherOutages([own, later], [one], { issueEndMs: runMs, eventMs: 100 })).toEqual([later]);
  });

  it('include those that begin while redundancy is missing, or when the fault is healed', () => {
    const atTheHeal = outage('read', 9_500, 9_900);
    expect(view({ outages: [atTheHeal], redundantAtMs: 9_600 }).outages).toEqual([atTheHeal]);
    expect(view({ outages: [atTheHeal], redundantAtMs: 6_000, healedAtMs: 9_400 }).outages).toEqual([atTheHeal]);
  });

  it('include all until the end if the fault was never recovered from', () => {
    const late = outage('write', 15_000, null);
    const one = view({ outages: [late], redundantAtMs: null });
    expect(one.unavailability()).toMatchObject({ writeMs: 5_000, ended: false });
    expect(one.failoverEndMs).toBeNull();
    expect(one.recoveredAtMs).toBeNull();
  });

  it('exclude slow responses, except right after the fault struck', () => {
    const slow = outage('read', 7_100, 7_130);
    const one = view({ outages: [slow] });
    expect(one.unavailability()).toMatchObject({ readMs: 0 });
    expect(milestonesOf(one)).toMatchObject({ readsBackMs: 0 });
    expect(view({ outages: [outage('read', 5_002, 5_014)] }).unavailability()).toMatchObject({ readMs: 12 });
  });

  it('follow the same rules for the prober', () => {
    const proberOutages = [outage('write', 5_020, 6_600), outage('write', 12_000, 14_900)];
    expect(view({ proberOutages, slowUntilMs: 7_000 }).unavailability()).toMatchObject({
      proberWriteMs: 1_580,
      proberReadMs: 0,
    });
  });

  it('have the resolution of the rarer kind of operation', () => {
    expect(view({}).unavailability().resolutionMs).toBe(100);
  });

  it('end when writes and reads are back', () => {
    const one = view({ outages: [outage('write', 5_010, 7_200), outage('read', 5_020, 5_600)], slowUntilMs: 7_300 });
    expect(milestonesOf(one)).toMatchObject({ writesBackMs: 2_200, readsBackMs: 600 });
    expect(one.unavailability().outages).toEqual([
      { shard: 0, sort: 'write', startMs: 5_010, durationMs: 2_190 },
      { shard: 0, sort: 'read', startMs: 5_020, durationMs: 580 },
    ]);
  });
});

describe('the phases of a fault', () => {
  const phasesOf = (one: FaultView) => phaseSpans(runMs, [one], 100).map(({ name, endMs }) => [name, endMs]);

  it('are failover until the end of its outage, and recovery until redundancy', () => {
    expect(phasesOf(view({ outages: [outage('write', 5_010, 7_230)], slowUntilMs: 7_300 }))).toEqual([
      ['steady', 5_000],
      ['failover', 7_300],
      ['recovery', 8_000],
      ['settled', runMs],
    ]);
  });

  it('are failover until clients reach the new primary if there was no outage', () => {
    const one = view({ fault: 'planned-failover', events: [promotion], routedAtMs: 6_520 });
    expect(one.failoverEndMs).toBe(6_520);
    expect(milestonesOf(one)).toMatchObject({ promotedMs: 1_500, routedMs: 1_520, writesBackMs: 0 });
  });

  it('are settled although a server is permanently gone, if there is no redundancy to restore', () => {
    const gone = { recover: 'none', redundantAtMs: null, outages: [outage('write', 5_010, 5_100)] } as const;
    expect(phasesOf(view({ ...gone, isReplicated: false })).at(-1)).toEqual(['settled', runMs]);
    expect(phasesOf(view({ ...gone, isReplicated: true })).at(-1)).toEqual(['recovery', runMs]);
  });
});

describe('the milestones of a fault', () => {
  const suspicion = (node: string, atMs: number): RunEvent => ({ type: 'suspected', atMs, node, by: 's1', detail: '' });

  it('include a suspicion of its own target, not of another node', () => {
    expect(milestonesOf(view({ events: [suspicion('n2', 9_500)] }))?.detectedMs).toBeNull();
    const both = [suspicion('n2', 5_100), suspicion('n1', 6_000)];
    expect(milestonesOf(view({ events: both }))?.detectedMs).toBe(1_000);
    // A partition makes nodes on the other side suspect each other.
    const beyond = view({ fault: 'partition', events: [suspicion('n2', 5_100)] });
    expect(milestonesOf(beyond)?.detectedMs).toBe(100);
  });

  it('include no promotion if the primary was untouched', () => {
    expect(milestonesOf(view({ fault: 'lose-replica', target: 'n2', events: [promotion] }))?.promotedMs).toBeNull();
    expect(milestonesOf(view({ events: [promotion] }))?.promotedMs).toBe(1_500);
  });

  it('is promoted by an election after the load has ended, unless the fault was healed before it', () => {
    const late: RunEvent = { type: 'role-changed', atMs: runMs + 190, node: 'n2', from: 'replica', to: 'primary' };
    const promotedMs = (healedAtMs?: number) =>
      milestonesOf(view({ events: [late], ...(healedAtMs !== undefined && { healedAtMs }) }))?.promotedMs;
    expect(promotedMs()).toBe(runMs + 190 - injectedAtMs);
    expect(promotedMs(runMs + 400)).toBe(runMs + 190 - injectedAtMs);
    expect(promotedMs(runMs + 100)).toBeNull();
  });
});
