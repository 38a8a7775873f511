import { describe, expect, it } from 'vitest';
import { hottestKeys, parseDistribution } from '../../../../src/load/workload/distribution/registry.js';
import { drawKeys } from './draw-keys.js';

function hottest(
  text: string,
  given: { readonly keys: number; readonly workerCount?: number; readonly count: number },
) {
  const distribution = parseDistribution(text);
  if (typeof distribution === 'string') throw new Error(distribution);
  return hottestKeys(distribution, { workerCount: 1, ...given });
}

describe('the hottest keys', () => {
  it.each(['zipf:0.99', 'zipf:1.5', 'gaussian:0.33:0.02', 'gaussian:0.97:0.02', 'gaussian:0:0.02'])(
    'of %s are those that are drawn most',
    (text) => {
      const drawn = drawKeys(text, 7, 100, 200_000);
      const byDraws = [...drawn.keys()].sort((one, other) => drawn[other]! - drawn[one]!);
      expect(hottest(text, { keys: 100, count: 3 })).toEqual(byDraws.slice(0, 3));
    },
  );

  it('of a hot set are in it', () => {
    const drawn = drawKeys('hotset:0.1:0.9', 7, 50, 20_000);
    for (const key of hottest('hotset:0.1:0.9', { keys: 50, count: 5 })) expect(drawn[key]).toBeGreaterThan(2_000);
  });

  it('are spread over load threads, each of which has a hottest one of its own', () => {
    expect(hottest('zipf', { keys: 100, workerCount: 2, count: 5 })).toEqual([0, 1, 2, 3, 4]);
    // Thread w has the keys w, w + 2, w + 4 ...; its middle ones are the hottest.
    expect(new Set(hottest('gaussian:0.5:0.01', { keys: 100, workerCount: 2, count: 4 }))).toEqual(
      new Set([48, 49, 50, 51]),
    );
  });

  it('are all keys if there are no more', () => {
    expect(hottest('uniform', { keys: 4, count: 9 })).toEqual([0, 1, 2, 3]);
    expect([...hottest('gaussian', { keys: 4, count: 9 })].sort()).toEqual([0, 1, 2, 3]);
  });

  it('are unknown if they change during the run', () => {
    expect(hottest('moving:0.1:0.9:1000', { keys: 100, count: 3 })).toEqual([]);
  });
});
