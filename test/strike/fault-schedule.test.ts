import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { waitFor } from '../../src/clock/wait.js';
import { noSurroundings } from '../../src/fault/fault.js';
import { chooseFault, type FaultPlan } from '../../src/fault/fault-plan.js';
import type { Origin } from '../../src/origin/origin.js';
import { RunLog } from '../../src/progress/run-log.js';
import { FaultSchedule } from '../../src/strike/fault-schedule.js';
import type { ClusterNode } from '../../src/topology/cluster.js';
import type { Cluster } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';
import { FakeOrigin } from '../fakes/fake-origin.js';

const kill = killing('primary');

function killing(target: unknown): FaultPlan {
  return { ...chooseFault('kill-process', { target }), timing: at(0), recover: 'none', afterMs: 0 };
}

function at(atMs: number): FaultPlan['timing'] {
  return { kind: 'at', atMs };
}

function threeNodes(signals: string[] = []) {
  return [fakeNode('n1', 'primary', signals), fakeNode('n2', 'replica', signals), fakeNode('n3', 'replica', signals)];
}

function schedule(
  plans: readonly FaultPlan[],
  cluster: Cluster,
  { signal = new AbortController().signal, origin = null }: { signal?: AbortSignal; origin?: Origin | null } = {},
) {
  const log = new RunLog(() => {});
  const epochMs = monotonicMs();
  log.epochMs = epochMs;
  const milestones: { readonly name: string; readonly atMs: number }[] = [];
  const faults = new FaultSchedule(plans, epochMs, {
    cluster,
    surroundings: { ...noSurroundings, origin },
    log,
    seed: 1,
    inFlight: () => 7,
    onStrike: () => {},
    onMilestone: (_, name, atMs) => milestones.push({ name, atMs }),
    signal,
  });
  return { log, faults, milestones };
}

async function struck({ faults }: { readonly faults: FaultSchedule }, count = 1): Promise<void> {
  const done = () => (faults.outcomes.filter(({ proof }) => proof !== null).length >= count ? true : undefined);
  expect(await waitFor(done, { timeoutMs: 30_000, pollMs: 1 })).toBe(true);
}

describe('the fault schedule', () => {
  it('strikes on time, and records targets, operations in flight and the proof', async () => {
    const started = schedule([{ ...kill, timing: at(20) }], fakeCluster(threeNodes()));
    await struck(started);
    await started.faults.finish();
    const [outcome] = started.faults.outcomes;
    expect(outcome).toMatchObject({
      primaryShards: [0],
      primaryDied: true,
      clientOperations: 7,
      replicationOffsets: { primary: null, replicas: { n2: null, n3: null } },
      proof: 'process 0 is gone',
      healedAtMs: null,
      joinedAtMs: null,
      loss: null,
    });
    const injected = started.log.events().find(({ type }) => type === 'fault-injected');
    expect(injected?.atMs).toBeGreaterThan(10);
    expect(started.log.warnings).toEqual([]);
  });

  it('counts only a suspicion of its target as its detection', async () => {
    const started = schedule([kill], fakeCluster(threeNodes()));
    await struck(started);
    const suspect = (node: string) => started.log.add({ type: 'suspected', node, by: 's1', detail: '' });
    suspect('n2');
    expect(started.milestones).toEqual([]);
    suspect('n1');
    expect(started.milestones.map(({ name }) => name)).toEqual(['detected']);
    await started.faults.finish();
  });

  it('never considers a cluster redundant that was not checked after the fault', async () => {
    const started = schedule([kill], fakeCluster(threeNodes()));
    const finished = struck(started);
    await finished;
    await started.faults.finish();
    expect(started.faults.outcomes[0]?.redundantAtMs.size).toBe(0);
  });

  it('replaces the target, and sees it join and redundancy return after the fault', async () => {
    const nodes = threeNodes();
    const started = schedule([{ ...kill, recover: 'replace', afterMs: 60 }], fakeCluster(nodes));
    await struck(started);
    const [outcome] = started.faults.outcomes;
    const restored = () => (outcome!.redundantAtMs.has(0) && outcome!.joinedAtMs !== null ? true : undefined);
    await waitFor(restored, { timeoutMs: 30_000, pollMs: 1 });
    await started.faults.finish();
    expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(outcome!.healedAtMs).toBeGreaterThan(outcome!.injection.injectedAtMs);
    expect(outcome!.redundantAtMs.get(0)).toBeGreaterThan(outcome!.injection.injectedAtMs);
    const types = started.log.events().map(({ type }) => type);
    expect(types).toEqual(['fault-injected', 'node-started', 'fault-healed']);
    expect(started.milestones.map(({ name }) => name).sort()).toEqual(['healed', 'joined', 'redundant']);
    for (const { atMs } of started.milestones) expect(atMs).toBeGreaterThan(outcome!.injection.injectedAtMs);
  });

  it('strikes nothing once it is finished, and reports that', async () => {
    const nodes = threeNodes();
    const started = schedule([{ ...kill, timing: at(600_000) }], fakeCluster(nodes));
    await started.faults.finish();
    expect(nodes.every(({ running }) => running)).toBe(true);
    expect(started.faults.outcomes).toEqual([]);
    expect(started.log.warnings).toEqual([
      { code: 'fault-not-injected', message: 'kill-process was planned for 10 min, but the load ended before.' },
    ]);
  });

  it('reports a fault that found no target, and runs the others', async () => {
    const nodes = threeNodes();
    const nowhere = killing({ node: 'n9' });
    const started = schedule([nowhere, { ...kill, timing: at(10) }], fakeCluster(nodes));
    await struck(started);
    await started.faults.finish();
    expect(started.log.warnings).toEqual([
      { code: 'fault-not-injected', message: 'kill-process: The fault found no running node n9.' },
    ]);
    expect(started.log.events().find(({ type }) => type === 'fault-skipped')).toMatchObject({ fault: 'kill-process' });
    expect(nodes[0]!.running).toBe(false);
  });

  it('reports a failed recovery', async () => {
    const started = schedule([{ ...kill, recover: 'restart' }], fakeCluster(threeNodes()));
    await struck(started);
    await started.faults.finish();
    expect(started.log.warnings).toEqual([
      { code: 'recovery-failed', message: 'kill-process: n1 could not be started again. not in this cluster' },
    ]);
    expect(started.faults.outcomes[0]?.healedAtMs).toBeNull();
  });

  it('heals everything at the end, even if one fault cannot be healed', async () => {
    const signals: string[] = [];
    const nodes = threeNodes(signals);
    const started = schedule([kill, killing('replica')], fakeCluster(nodes));
    await struck(started, 2);
    const healed: number[] = [];
    started.faults.outcomes.forEach(({ injection }, index) => {
      injection.heal = async () => {
        if (index === 1) throw new Error('it resists');
        healed.push(index);
      };
    });
    await started.faults.finish();
    expect(healed).toContain(0);
    expect(started.log.warnings.filter(({ code }) => code === 'heal-failed')).toEqual([
      { code: 'heal-failed', message: 'kill-process: it resists' },
    ]);
  });

  it('strikes the origin on behalf of every shard, and heals its faults in reverse order', async () => {
    const origin = new FakeOrigin();
    const healed: string[] = [];
    origin.restart = async () => void healed.push('restart');
    origin.limit = async (most) => void (most === null ? healed.push('limit') : undefined);
    const strike = (name: 'origin-limit' | 'origin-kill', atMs: number): FaultPlan => ({
      ...chooseFault(name, {}),
      ...({ timing: at(atMs), recover: 'none', afterMs: 60_000 } as const),
    });
    const cluster = fakeCluster(threeNodes(), { shardCount: 2 });
    const started = schedule([strike('origin-limit', 0), strike('origin-kill', 20)], cluster, { origin });
    const both = () => started.faults.outcomes.length === 2 || undefined;
    expect(await waitFor(both, { timeoutMs: 30_000, pollMs: 1 })).toBe(true);
    await started.faults.finish();
    expect(healed.slice(0, 2)).toEqual(['restart', 'limit']);
    expect(
      started.faults.outcomes.map(({ targetIds, shards, primaryShards }) => ({ targetIds, shards, primaryShards })),
    ).toEqual([
      { targetIds: ['origin'], shards: [0, 1], primaryShards: [] },
      { targetIds: ['origin'], shards: [0, 1], primaryShards: [] },
    ]);
    const injected = started.log.events().filter(({ type }) => type === 'fault-injected');
    expect(injected).toMatchObject([
      { fault: 'origin-limit', targets: ['origin'] },
      { fault: 'origin-kill', targets: ['origin'] },
    ]);
  });

  it('strikes in rounds, and selects its targets anew in each', async () => {
    const nodes = threeNodes();
    const rounds = { kind: 'every', firstMs: 0, everyMs: 30, untilMs: 30 } as const;
    const started = schedule([{ ...killing('every-node'), timing: rounds }], fakeCluster(nodes));
    await struck(started);
    nodes.push(fakeNode('n4', 'primary'));
    await struck(started, 2);
    await started.faults.finish();
    expect(started.faults.outcomes.map(({ injection }) => injection.targets.map(({ id }) => id))).toEqual([
      ['n1', 'n2', 'n3'],
      ['n4'],
    ]);
  });

  it('skips a round that finds no target, and reports that without doubting the others', async () => {
    const rounds = { kind: 'every', firstMs: 0, everyMs: 20, untilMs: 20 } as const;
    const started = schedule([{ ...kill, timing: rounds }], fakeCluster(threeNodes()));
    const skipped = () => started.log.events().find(({ type }) => type === 'fault-skipped');
    expect(await waitFor(skipped, { timeoutMs: 30_000, pollMs: 1 })).toMatchObject({ fault: 'kill-process' });
    await started.faults.finish();
    expect(started.log.warnings).toEqual([
      { code: 'fault-skipped', message: 'kill-process struck 1 of 2 times. The fault found no running primary.' },
    ]);
  });

  it('strikes only after an earlier fault has reached the awaited milestone', async () => {
    const nodes = threeNodes();
    const second = { kind: 'when', trigger: 'promoted', of: 0, delayMs: 10 } as const;
    const started = schedule([kill, { ...kill, timing: second }], fakeCluster(nodes));
    await struck(started);
    expect(started.faults.outcomes).toHaveLength(1);
    nodes[1]!.role = 'primary';
    const promotedAtMs = monotonicMs();
    started.log.add({ type: 'role-changed', node: 'n2', from: 'replica', to: 'primary' }, promotedAtMs);
    await struck(started, 2);
    await started.faults.finish();
    const [, follower] = started.faults.outcomes;
    expect(follower!.injection.targets.map(({ id }) => id)).toEqual(['n2']);
    expect(follower!.injectedAtMs).toBeGreaterThanOrEqual(promotedAtMs + 10);
    expect(started.log.warnings).toEqual([]);
  });

  it.each([
    ['healed', (nodes: ClusterNode[]) => nodes.length],
    ['joined', (nodes: ClusterNode[]) => nodes.length],
    ['redundant', (nodes: ClusterNode[]) => nodes.filter(({ running }) => running).length + 1],
  ] as const)('can wait until an earlier fault is %s', async (trigger, nodeCount) => {
    const nodes = threeNodes();
    const counts: number[] = [];
    const back = { ...killing({ node: 'n3' }), recover: 'replace', afterMs: 60 } as const;
    const follower = { ...kill, timing: { kind: 'when', trigger, of: 0, delayMs: 0 } } as const;
    const started = schedule([back, follower], fakeCluster(nodes));
    started.log.listen((body) => body.type === 'fault-injected' && counts.push(nodeCount(nodes)));
    await struck(started, 2);
    await started.faults.finish();
    expect(counts[1]).toBeGreaterThanOrEqual(3);
    expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  it('reports what it waited for if that never happened', async () => {
    const second = { kind: 'when', trigger: 'promoted', of: 0, delayMs: 0 } as const;
    const started = schedule([kill, { ...kill, timing: second }], fakeCluster(threeNodes()));
    await struck(started);
    await started.faults.finish();
    expect(started.log.warnings).toEqual([
      {
        code: 'fault-not-injected',
        message: 'kill-process waited until kill-process was promoted, but the load ended before.',
      },
    ]);
  });

  it('brings the other targets back if one of them fails', async () => {
    const nodes = threeNodes();
    const restarted: string[] = [];
    const cluster = fakeCluster(nodes, {
      async restart(node) {
        if (node.id === 'n1') throw new Error('it does not start');
        restarted.push(node.id);
      },
    });
    const all = { ...killing('every-node'), recover: 'restart' } as const;
    const started = schedule([all], cluster);
    await struck(started);
    await started.faults.finish();
    expect(restarted).toEqual(['n2', 'n3']);
    expect(started.log.warnings).toEqual([
      { code: 'recovery-failed', message: 'kill-process: n1 could not be started again. it does not start' },
    ]);
    expect(started.faults.outcomes[0]?.healedAtMs).toBeNull();
  });

  it('restarts a node without its data on request', async () => {
    const asked: unknown[] = [];
    const cluster = fakeCluster(threeNodes(), { restart: async (_, options) => void asked.push(options) });
    const stop = new AbortController();
    const started = schedule([{ ...kill, recover: 'restart-empty' }], cluster, { signal: stop.signal });
    await struck(started);
    stop.abort();
    await started.faults.finish();
    expect(asked).toEqual([{ empty: true }]);
  });

  it('does not wait forever for a node that never joins, and reports that', async () => {
    const stop = new AbortController();
    const cluster = fakeCluster(threeNodes(), { isAttached: () => false });
    const started = schedule([{ ...kill, recover: 'replace' }], cluster, { signal: stop.signal });
    await struck(started);
    stop.abort();
    await started.faults.finish();
    expect(started.faults.outcomes[0]).toMatchObject({ joinedAtMs: null });
    expect(started.log.warnings).toEqual([
      {
        code: 'recovery-failed',
        message: expect.stringMatching(
          /^kill-process: the nodes started for n1 had not joined their primary \d+ s later\.$/,
        ),
      },
    ]);
  });

  it('does not count redundancy after the next fault', async () => {
    const nodes = threeNodes();
    const first = { ...killing({ node: 'n3' }), recover: 'replace', afterMs: 0 } as const;
    const second = { ...kill, timing: { kind: 'when', trigger: 'redundant', of: 0, delayMs: 50 } } as const;
    const started = schedule([{ ...first, afterMs: 60 }, second], fakeCluster(nodes));
    await struck(started, 2);
    await started.faults.finish();
    const [earlier, later] = started.faults.outcomes;
    expect(earlier!.redundantAtMs.get(0)).toBeLessThan(later!.injectedAtMs);
    expect(later!.redundantAtMs.size).toBe(0);
  });
});
