import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { RunLog } from '../../src/progress/run-log.js';
import { NodeReturns } from '../../src/strike/node-returns.js';
import { fakeCluster, fakeNode } from '../fakes/fake-cluster.js';

describe('nodes that return', () => {
  it('return once for two faults that struck them before, and again after another fault', async () => {
    const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica')];
    const returns = new NodeReturns(fakeCluster(nodes), new RunLog(() => {}));
    const since = { injectedAtMs: monotonicMs(), fault: 'kill-process' };
    const bring = (injectedAtMs: number) => returns.bringBack([nodes[1]!], 'replace', { ...since, injectedAtMs });
    const [first, second] = await Promise.all([bring(since.injectedAtMs), bring(since.injectedAtMs)]);
    expect(first.back.map(({ id }) => id)).toEqual(['n3']);
    expect(second).toEqual(first);
    expect((await bring(monotonicMs() + 1)).back.map(({ id }) => id)).toEqual(['n4']);
  });

  it('are restarted if they are sentinels, whatever the recovery of data nodes', async () => {
    const nodes = [fakeNode('n1', 'primary'), fakeNode('s1', 'sentinel')];
    const restarted: string[] = [];
    const cluster = fakeCluster(nodes, { restart: async ({ id }) => void restarted.push(id) });
    const log = new RunLog(() => {});
    const { back } = await new NodeReturns(cluster, log).bringBack([...nodes], 'replace', {
      injectedAtMs: monotonicMs(),
      fault: 'zone-loss',
    });
    expect(back.map(({ id }) => id)).toEqual(['n3', 's1']);
    expect(restarted).toEqual(['s1']);
  });
});
