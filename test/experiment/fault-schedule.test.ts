import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { waitFor } from '../../src/clock/wait.js';
import { FaultSchedule } from '../../src/experiment/fault-schedule.js';
import { RunLog } from '../../src/experiment/run-log.js';
import type { FaultPlan } from '../../src/model/scenario.js';
import type { Cluster } from '../../src/topology/topology.js';
import { fakeCluster, fakeNode } from './fake-cluster.js';

const kill: FaultPlan = { name: 'kill-process', options: { target: 'primary' }, atMs: 0, recover: 'none', afterMs: 0 };

function threeNodes(signals: string[] = []) {
  return [fakeNode('n1', 'primary', signals), fakeNode('n2', 'replica', signals), fakeNode('n3', 'replica', signals)];
}

function schedule(plans: readonly FaultPlan[], cluster: Cluster) {
  const log = new RunLog(() => {});
  const epochMs = monotonicMs();
  log.epochMs = epochMs;
  return {
    log,
    faults: new FaultSchedule(plans, epochMs, { cluster, log, seed: 1, inFlight: () => 7, onStrike: () => {} }),
  };
}

async function struck({ faults }: { readonly faults: FaultSchedule }, count = 1): Promise<void> {
  const done = () => (faults.outcomes.filter(({ proof }) => proof !== null).length >= count ? true : undefined);
  expect(await waitFor(done, { timeoutMs: 30_000, pollMs: 1 })).toBe(true);
}

describe('the fault schedule', () => {
  it('strikes at its moment, and notes who was struck, what was in flight, and the proof', async () => {
    const started = schedule([{ ...kill, atMs: 20 }], fakeCluster(threeNodes()));
    await struck(started);
    await started.faults.finish();
    const [outcome] = started.faults.outcomes;
    expect(outcome).toMatchObject({
      struckPrimariesOf: [0],
      clientOperations: 7,
      replicationOffsets: { primary: null, replicas: { n2: null, n3: null } },
      proof: 'process 0 is gone',
      healedAtMs: null,
      joinedAtMs: null,
      loss: null,
    });
    const injected = started.log.told().find(({ type }) => type === 'fault-injected');
    expect(injected?.atMs).toBeGreaterThan(10);
    expect(started.log.warnings).toEqual([]);
  });

  it('never calls a cluster redundant that was not looked at after the fault', async () => {
    const started = schedule([kill], fakeCluster(threeNodes()));
    const finished = struck(started);
    await finished;
    await started.faults.finish();
    expect(started.faults.outcomes[0]?.redundantAtMs).toBeNull();
  });

  it('replaces the target, sees it join, and redundancy come back after the fault', async () => {
    const nodes = threeNodes();
    const started = schedule([{ ...kill, recover: 'replace', afterMs: 60 }], fakeCluster(nodes));
    await struck(started);
    const [outcome] = started.faults.outcomes;
    const restored = () => (outcome!.redundantAtMs !== null && outcome!.joinedAtMs !== null ? true : undefined);
    await waitFor(restored, { timeoutMs: 30_000, pollMs: 1 });
    await started.faults.finish();
    expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(outcome!.healedAtMs).toBeGreaterThan(outcome!.injection.injectedAtMs);
    expect(outcome!.redundantAtMs).toBeGreaterThan(outcome!.injection.injectedAtMs);
    const types = started.log.told().map(({ type }) => type);
    expect(types).toEqual(['fault-injected', 'node-started', 'fault-healed']);
  });

  it('strikes nothing any more once it is finished, and says so', async () => {
    const nodes = threeNodes();
    const started = schedule([{ ...kill, atMs: 600_000 }], fakeCluster(nodes));
    await started.faults.finish();
    expect(nodes.every(({ process }) => process.running)).toBe(true);
    expect(started.faults.outcomes).toEqual([]);
    expect(started.log.warnings).toEqual([
      { code: 'fault-not-injected', message: 'kill-process was planned for 600000 ms; the load ended before.' },
    ]);
  });

  it('says that a fault found nothing to strike, and carries out the others', async () => {
    const nodes = threeNodes();
    const nowhere = { ...kill, options: { target: { node: 'n9' } } };
    const started = schedule([nowhere, { ...kill, atMs: 10 }], fakeCluster(nodes));
    await struck(started);
    await started.faults.finish();
    expect(started.log.warnings).toEqual([
      { code: 'fault-failed', message: 'kill-process: The fault found no running node n9 to strike.' },
    ]);
    expect(nodes[0]!.process.running).toBe(false);
  });

  it('says that a recovery failed', async () => {
    const started = schedule([{ ...kill, recover: 'restart' }], fakeCluster(threeNodes()));
    await struck(started);
    await started.faults.finish();
    expect(started.log.warnings).toEqual([{ code: 'fault-failed', message: 'kill-process: not in this cluster' }]);
    expect(started.faults.outcomes[0]?.healedAtMs).toBeNull();
  });

  it('heals what has struck at the end, although one of them can not be healed', async () => {
    const signals: string[] = [];
    const nodes = threeNodes(signals);
    const started = schedule([kill, { ...kill, options: { target: 'replica' } }], fakeCluster(nodes));
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
});
