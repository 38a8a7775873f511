import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackgroundSteps } from '../../src/load/background-steps.js';
import { Slots } from '../../src/load/slots.js';
import type { Step } from '../../src/load/step-graph.js';
import type { BackgroundPlan } from '../../src/model/operation-plan.js';

let nowMs = 0;

beforeEach(() => {
  vi.useFakeTimers();
  nowMs = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

function advance(ms: number): void {
  for (let passed = 0; passed < ms; passed += 1) {
    nowMs += 1;
    vi.advanceTimersByTime(1);
  }
}

/** Steps in two slots; `started` lists the keys in the order in which they started. */
function background(changes: Partial<BackgroundPlan> = {}) {
  const step: Step = {
    operation: 0,
    request: 1,
    writes: true,
    isRequired: true,
    performer: 0,
    background: { delayMs: 50, merge: 'never', retryMs: null, ...changes },
    next: { hit: undefined, due: undefined, miss: undefined, shared: undefined, kept: undefined },
  };
  const started: number[] = [];
  const running: number[] = [];
  const steps = new BackgroundSteps(
    new Slots(1, 1, 2),
    (slot, { key }) => {
      started.push(key);
      running.push(slot);
    },
    () => nowMs,
  );
  return {
    steps,
    started,
    add: (key: number) => steps.add({ step, key, seen: 0, cas: 0 }, nowMs),
    end: (isOk = true) => steps.ended(running.shift()!, isOk, nowMs),
  };
}

describe('background steps', () => {
  it('start after their delay, in slots that no operation can take', () => {
    const { steps, started, add } = background();
    expect([0, 1, 2].map((slot) => steps.has(slot))).toEqual([false, true, true]);
    add(7);
    advance(49);
    expect(started).toEqual([]);
    advance(1);
    expect(started).toEqual([7]);
  });

  it('wait for a free slot in the order in which they are due', () => {
    const { started, add, end } = background({ delayMs: 0 });
    for (const key of [1, 2, 3, 4]) add(key);
    expect(started).toEqual([1, 2]);
    end();
    expect(started).toEqual([1, 2, 3]);
    end();
    expect(started).toEqual([1, 2, 3, 4]);
  });

  it('are one per key until they start: what comes later needs another', () => {
    const { started, add } = background({ merge: 'until-started' });
    add(7);
    add(7);
    add(8);
    advance(50);
    expect(started).toEqual([7, 8]);
    add(7);
    advance(50);
    expect(started).toEqual([7, 8]);
  });

  it('are one per key until they have ended', () => {
    const { started, add, end } = background({ delayMs: 0, merge: 'until-ended' });
    add(7);
    add(7);
    end();
    add(7);
    expect(started).toEqual([7, 7]);
  });

  it('run again if they failed, but not twice for a key that was added meanwhile', () => {
    const { started, add, end } = background({ merge: 'until-started', retryMs: 30 });
    add(7);
    advance(50);
    end(false);
    advance(30);
    expect(started).toEqual([7, 7]);
    add(7);
    end(false);
    advance(100);
    expect(started).toEqual([7, 7, 7]);
    end();
    advance(1_000);
    expect(started).toHaveLength(3);
  });

  it('are drained when all have ended, or given up if that takes too long', () => {
    const { steps, started, add, end } = background({ retryMs: 50 });
    expect(steps.isDrained(nowMs)).toBe(true);
    add(7);
    expect(steps.isDrained(nowMs)).toBe(false);
    advance(50);
    end();
    expect(steps.isDrained(nowMs)).toBe(true);
    add(8);
    for (let round = 0; round < 300 && !steps.isDrained(nowMs); round += 1) {
      advance(50);
      if (started.length > round + 1) end(false);
    }
    expect(steps.isDrained(nowMs)).toBe(true);
    expect(nowMs).toBeGreaterThan(10_000);
    expect(nowMs).toBeLessThan(11_000);
  });
});
