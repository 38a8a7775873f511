import { monotonicMs } from '../clock/monotonic.js';
import type { Work } from './live-state.js';
import type { ProgressDisplay } from './progress-display.js';

/** Shorter work is not worth a line that appears and disappears. */
const shownAfterMs = 1_000;
const redrawMs = 250;

/** Displays the progress of a task after its first second, until disposed. */
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

/** Displays a task of known duration, starting now. */
export function showTime(progress: Pick<ProgressDisplay, 'show'>, label: string, durationMs: number): Disposable {
  const startMs = monotonicMs();
  return showWork(progress, label, () => ({ done: monotonicMs() - startMs, total: durationMs, unit: null }));
}

const unknownEnd = { done: 0, total: null, unit: null } as const;
