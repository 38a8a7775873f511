import type { ProgressDisplay } from './progress-display.js';

/**
 * What is shown of the run within a step: only the live view of a terminal. Its warnings are in its record; a step beyond
 * the servers' capacity has many of them, and a search tries such steps deliberately.
 */
export function stepProgress(display: ProgressDisplay, isTTY: boolean): ProgressDisplay {
  const nothing = () => {};
  return {
    step: nothing,
    phase: nothing,
    event: nothing,
    warn: nothing,
    tick: isTTY ? display.tick : nothing,
    show: isTTY ? display.show : nothing,
    end: display.end,
  };
}
