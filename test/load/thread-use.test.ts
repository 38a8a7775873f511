import { describe, expect, it } from 'vitest';
import { ThreadWatch } from '../../src/load/thread-use.js';

describe('the CPU use of a thread', () => {
  it('grows with its work', (context) => {
    if (process.platform !== 'linux') context.skip('only Linux reports the CPU time of a thread');
    const watch = new ThreadWatch();
    const before = watch.take().cpuMs;
    if (before === null) context.skip('this kernel has no /proc/thread-self/schedstat');
    // This counts CPU time, not elapsed time: however busy the machine, it ends once the thread has had its 50 ms.
    let usedMs = 0;
    let wallMs = 0;
    while (usedMs < 50) {
      for (let step = 0; step < 1e6; step += 1) Math.sqrt(step);
      const use = watch.take();
      expect(use.cpuMs).toBeGreaterThanOrEqual(0);
      usedMs += use.cpuMs ?? Number.NaN;
      wallMs += use.wallMs;
    }
    expect(usedMs).toBeLessThanOrEqual(wallMs + 20);
    watch.stop();
  });

  it('records in milliseconds how late a turn of the event loop is', () => {
    const watch = new ThreadWatch();
    const nowMs = 1_000;
    watch.turn(nowMs, 0);
    // 2 ms after a turn that was due at once, then a pause of 500 ms that took 507.
    watch.turn(nowMs + 2, 500);
    watch.turn(nowMs + 509, 100);
    // Woken early.
    watch.turn(nowMs + 519, 0);
    watch.rest();
    watch.turn(nowMs + 5_000, 0);
    const delay = watch.take().eventLoopDelay;
    expect(delay?.maxUs).toBe(7_000);
    expect([...(delay?.counts ?? [])].reduce((sum, count) => sum + count, 0)).toBe(519);
    expect(delay?.counts[0]).toBe(500 + 10);
    expect(watch.take().eventLoopDelay).toBeNull();
    watch.stop();
  });

  it('reports a turn that is at least 20 ms late as a stall, from when it was due', () => {
    const watch = new ThreadWatch();
    watch.turn(1_000, 5);
    expect(watch.catchesUp(1_024)).toBe(false);
    watch.turn(1_024, 5);
    expect(watch.take().stalls).toBeUndefined();
    expect(watch.catchesUp(1_050)).toBe(true);
    // Nothing kept this thread from a core for that long.
    watch.turn(61_029, 5);
    expect(watch.take().stalls).toEqual([{ startMs: 1_029, durationMs: 60_000, where: 'generator' }]);
    expect(watch.catchesUp(61_030)).toBe(true);
    expect(watch.catchesUp(61_034)).toBe(false);
    watch.stop();
  });
});
