import type { RunEvent } from '../record/sections/events.js';
import type { TimelineInterval } from '../record/sections/timeline.js';
import type { LiveRun } from '../report/reporter.js';

/** Receives what a run reports while it goes on, as its record will have it. Methods neither throw nor wait. */
export interface RunFollower {
  /** The measured part begins. Earlier events follow at once. */
  begin(run: LiveRun): void;
  event(event: RunEvent): void;
  /**
   * An interval of the timeline is complete. Intervals arrive in order; those still open when the load ends are not
   * reported.
   */
  interval(interval: TimelineInterval): void;
}
