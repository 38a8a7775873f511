import { describe, expect, it } from 'vitest';
import { SpanLog, totalMs } from '../../../src/run/redundancy/span-log.js';

function spans(...moments: readonly (readonly [fromMs: number, untilMs: number | null])[]): SpanLog {
  const log = new SpanLog();
  for (const [fromMs, untilMs] of moments) {
    log.begin(fromMs);
    if (untilMs !== null) log.end(untilMs);
  }
  return log;
}

describe('logged spans', () => {
  it('are limited to the window, and excluded outside of it', () => {
    const log = spans([0, 10], [90, 110], [150, 180], [195, 300], [400, 500]).within(100, 200);
    expect(log).toEqual([
      { fromMs: 100, untilMs: 110 },
      { fromMs: 150, untilMs: 180 },
      { fromMs: 195, untilMs: 200 },
    ]);
    expect(totalMs(log)).toBe(45);
  });

  it('last until the end of the window if they have not ended', () => {
    expect(spans([150, null]).within(100, 200)).toEqual([{ fromMs: 150, untilMs: 200 }]);
  });

  it('begin once and end once, however often that is reported', () => {
    const log = spans([10, null]);
    log.begin(20);
    log.end(30);
    log.end(40);
    expect(log.within(0, 100)).toEqual([{ fromMs: 10, untilMs: 30 }]);
  });
});
