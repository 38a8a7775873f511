import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveChange } from '../../src/progress/live-state.js';
import { showTime, showWork } from '../../src/progress/show-work.js';

describe('a progress display', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('appears after the first second, is updated several times a second, and is removed at the end', () => {
    const { shown, progress } = watch();
    let done = 0;
    {
      using _work = showWork(progress, 'preload', () => ({ done, total: 10, unit: 'keys' }));
      vi.advanceTimersByTime(999);
      expect(shown).toEqual([]);
      done = 4;
      vi.advanceTimersByTime(1_001);
      expect(shown.length).toBeGreaterThanOrEqual(4);
      expect(shown.at(-1)).toMatchObject({
        type: 'work',
        work: { label: 'preload', done: 4, total: 10, unit: 'keys' },
      });
    }
    expect(shown.at(-1)).toEqual({ type: 'work', work: undefined });
    const { length } = shown;
    vi.advanceTimersByTime(5_000);
    expect(shown).toHaveLength(length);
  });

  it('never appears if the work takes less than a second', () => {
    const { shown, progress } = watch();
    {
      using _work = showWork(progress, 'preload');
      vi.advanceTimersByTime(900);
    }
    vi.advanceTimersByTime(5_000);
    expect(shown).toEqual([]);
  });

  it('shows progress by time if the duration is known', () => {
    const { shown, progress } = watch();
    using _work = showTime(progress, 'warmup', 4_000);
    vi.advanceTimersByTime(2_000);
    const last = shown.at(-1);
    expect(last).toMatchObject({ type: 'work', work: { label: 'warmup', total: 4_000, unit: null } });
  });
});

function watch() {
  const shown: LiveChange[] = [];
  return { shown, progress: { show: (change: LiveChange) => void shown.push(change) } };
}
