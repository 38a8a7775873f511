import { describe, expect, it } from 'vitest';
import { StepArguments, urgency } from '../../src/load/step-arguments.js';
import { forkRandom } from '../../src/random/random.js';

describe('the arguments of steps', () => {
  it('are fresh for each request of each worker', () => {
    const workers = [0, 1, 2].map((workerIndex) => new StepArguments({ seed: 1, workerIndex, workerCount: 3 }));
    const drawn = Array.from({ length: 1_000 }, () => workers.map((one) => one.of({ kind: 'fresh' }, 0))).flat();
    expect(new Set(drawn).size).toBe(3_000);
  });

  it('are the microseconds of the step before, or the urgency in thousandths', () => {
    const one = new StepArguments({ seed: 1, workerIndex: 0, workerCount: 1 });
    expect(one.of({ kind: 'elapsed' }, 1.2345)).toBe(1_235);
    expect(one.of({ kind: 'elapsed' }, 1e9)).toBe(2 ** 32 - 1);
    const drawn = Array.from({ length: 20_000 }, () => one.of({ kind: 'urgency', beta: 2 }, 0));
    // -2 ln(u) has the mean 2, and a standard error of 2 / sqrt(20,000).
    expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / drawn.length - 2_000)).toBeLessThan(80);
  });
});

describe('early refreshes by urgency', () => {
  // Vattani et al. 2015, and by Poisson thinning: readers at rate L who each refresh with probability e^(-s / (beta d)), s before
  // expiry, until the first refresh has ended d later, refresh e^(1/beta) times per expiry.
  it.each([0.5, 1, 2])('happen e^(1/beta) times per expiry with beta %s', (beta) => {
    const [readsPerSecond, recompute, ttl, expiries] = [2_000, 0.1, 10, 3_000];
    const random = forkRandom(7, 'reads');
    let [now, refreshes] = [0, 0];
    for (let expiry = 0; expiry < expiries; expiry += 1) {
      const expiresAt = now + ttl;
      let freshAt = Number.POSITIVE_INFINITY;
      // Hardly a reader is more urgent than 14: one in a million.
      now = expiresAt - 14 * beta * recompute;
      while (now < freshAt) {
        now += -Math.log(1 - random.next()) / readsPerSecond;
        if (now >= freshAt || (now < expiresAt && now + recompute * urgency(beta, random) < expiresAt)) continue;
        refreshes += 1;
        freshAt = Math.min(freshAt, now + recompute);
      }
    }
    expect(refreshes / expiries / Math.exp(1 / beta)).toBeGreaterThan(0.95);
    expect(refreshes / expiries / Math.exp(1 / beta)).toBeLessThan(1.05);
  });
});
