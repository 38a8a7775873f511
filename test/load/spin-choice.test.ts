import { describe, expect, it } from 'vitest';
import { SpinChoice } from '../../src/load/spin-choice.js';

describe('the choice between spinning and sleeping', () => {
  it('spins only from 20,000 operations per second on, and only with its own core', () => {
    const alone = new SpinChoice(true);
    expect(alone.spins(0, 19, 0)).toBe(false);
    expect(alone.spins(0, 20, 0)).toBe(true);
    expect(alone.spins(0, 20, null)).toBe(true);
    expect(new SpinChoice(false).spins(0, 1_000, 0)).toBe(false);
  });

  it('ignores how long it waits for a core when it wakes up', () => {
    const choice = new SpinChoice(true);
    expect(choice.spins(0, 1, null)).toBe(false);
    expect(choice.spins(100, 50, 0.5)).toBe(true);
    expect(choice.spins(200, 50, 0.5)).toBe(false);
    expect(choice.spins(1_200, 50, 0.5)).toBe(true);
  });

  it('sleeps for a second after it waited for a core for more than a tenth of the time', () => {
    const choice = new SpinChoice(true);
    expect(choice.spins(100, 50, 0.1)).toBe(true);
    expect(choice.spins(200, 50, 0.11)).toBe(false);
    expect(choice.spins(1_199, 50, 0)).toBe(false);
    expect(choice.spins(1_200, 50, 0)).toBe(true);
  });
});
