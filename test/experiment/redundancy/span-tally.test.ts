import { describe, expect, it } from 'vitest';
import { SpanTally, totalMs } from '../../../src/experiment/redundancy/span-tally.js';

function tally(...moments: readonly (readonly [fromMs: number, untilMs: number | null])[]): SpanTally {
  const spans = new SpanTally();
  for (const [fromMs, untilMs] of moments) {
    spans.begin(fromMs);
    if (untilMs !== null) spans.end(untilMs);
  }
  return spans;
}

describe('the spans in which something was so', () => {
  it('are cut to the window, and those outside of it are left out', () => {
    const spans = tally([0, 10], [90, 110], [150, 180], [195, 300], [400, 500]).within(100, 200);
    expect(spans).toEqual([
      { fromMs: 100, untilMs: 110 },
      { fromMs: 150, untilMs: 180 },
      { fromMs: 195, untilMs: 200 },
    ]);
    expect(totalMs(spans)).toBe(45);
  });

  it('last to the end of the window when they have not ended', () => {
    expect(tally([150, null]).within(100, 200)).toEqual([{ fromMs: 150, untilMs: 200 }]);
  });

  it('begin once and end once, however often that is said', () => {
    const spans = tally([10, null]);
    spans.begin(20);
    spans.end(30);
    spans.end(40);
    expect(spans.within(0, 100)).toEqual([{ fromMs: 10, untilMs: 30 }]);
  });
});
