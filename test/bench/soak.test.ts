import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthPerRun, unexplained } from '../../bench/lib/soak-judge.js';
import { drawScenario, soakScenario, soakTopologies } from '../../bench/lib/soak-plan.js';
import { forkRandom } from '../../src/random/random.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { load } from '../scenario/temporary-scenario.js';

function record(changes: Partial<RunRecord>): RunRecord {
  return { verdict: 'pass', gates: [], faults: [], warnings: [], ...changes } as unknown as RunRecord;
}

function gate(verdict: RunRecord['verdict'], explanation: string): RunRecord['gates'][number] {
  return { expression: 'dropped == 0', observed: 0, limit: 0, unit: 'count', verdict, explanation };
}

describe('a soak', () => {
  it('draws the same drill for the same seed, and one that its topology supports', async () => {
    for (const topology of Object.keys(soakTopologies)) {
      const draw = (random: ReturnType<typeof forkRandom>) => () =>
        soakScenario(3, ['kill-process', 'pause-process'], topology, random);
      const accept = (document: Readonly<Record<string, unknown>>) =>
        load(JSON.stringify(document)).then(
          (loaded) => loaded.scenario,
          () => undefined,
        );
      const [one, other] = [forkRandom(1, topology), forkRandom(1, topology)];
      const scenario = await drawScenario(draw(one), accept);
      expect(scenario.topology.kind).toBe(topology);
      expect(scenario.faults.length).toBeGreaterThan(0);
      expect(await drawScenario(draw(other), accept)).toEqual(scenario);
    }
  });

  it('gives up when no drill is valid', async () => {
    const never = drawScenario(
      () => ({}),
      async () => undefined,
    );
    await expect(never).rejects.toThrow('None of 200 drills was valid');
  });

  it.each([
    ['a pass that its gates explain', 0, record({ gates: [gate('pass', 'it is 0')] }), []],
    ['a bug', 1, record({ gates: [gate('pass', 'it is 0')] }), ['it ended with exit code 1']],
    [
      'a gate without a word',
      3,
      record({ verdict: 'fail', gates: [gate('fail', ' ')] }),
      ['the gate dropped == 0 gives no reason'],
    ],
    [
      'an unknown verdict of which nothing tells',
      4,
      record({ verdict: 'unknown', gates: [gate('pass', 'it is 0')] }),
      ['nothing explains the verdict unknown'],
    ],
    [
      'an unknown verdict that a warning explains',
      4,
      record({ verdict: 'unknown', warnings: [{ code: 'recovery-failed', message: 'n1 could not be replaced.' }] }),
      [],
    ],
  ])('reports %s', (_, exitCode, ended, problems) => {
    expect(unexplained(exitCode, ended)).toEqual(problems);
  });

  it('measures growth of memory over the second half, and none with too few runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 60 }), fc.integer({ min: -1000, max: 1000 }), (runs, slope) => {
        const flatFirst = Array.from({ length: Math.floor(runs / 2) }, () => 5);
        const second = Array.from({ length: runs - flatFirst.length }, (_, run) => 1e6 + run * slope);
        expect(growthPerRun([...flatFirst, ...second])).toBeCloseTo(slope, 4);
      }),
    );
    expect(growthPerRun([1, 2, 3])).toBeNull();
  });
});
