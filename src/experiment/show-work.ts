import { monotonicMs } from '../clock/monotonic.js';
import type { Work } from '../report/progress/live-state.js';
import type { ProgressDisplay } from '../report/progress/progress-display.js';

/** What ends sooner is not worth a line that comes and goes. */
const shownAfterMs = 1_000;
const redrawMs = 250;

/** Shows how far a piece of work is for as long as it lasts, beyond its first second, until it is disposed. */
export function showWork(
  progress: Pick<ProgressDisplay, 'show'>,
  label: string,
  read: () => Pick<Work, 'done' | 'total' | 'unit'> = () => unknownEnd,
): Disposable {
  const startMs = monotonicMs();
  let isShown = false;
  const show = () => {
    isShown = true;
    progress.show({ type: 'work', work: { label, elapsedMs: monotonicMs() - startMs, ...read() } });
  };
  let timer = setTimeout(() => {
    show();
    timer = setInterval(show, redrawMs);
  }, shownAfterMs);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      if (isShown) progress.show({ type: 'work', work: undefined });
    },
  };
}

/** Shows a piece of work that takes a known time, from now on. */
export function showTime(progress: Pick<ProgressDisplay, 'show'>, label: string, durationMs: number): Disposable {
  const startMs = monotonicMs();
  return showWork(progress, label, () => ({ done: monotonicMs() - startMs, total: durationMs, unit: null }));
}

const unknownEnd = { done: 0, total: null, unit: null } as const;
