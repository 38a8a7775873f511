import type { MeasuredPhase } from '../model/phase.js';
import type { LiveChange } from './live-state.js';
import type { ProgressTick } from './progress-tick.js';

/** The output during a run. Methods only print; none throws or waits. */
export interface ProgressDisplay {
  /** A step of the preparation or the end is done: `redis 7.0.15 found`, `cluster converged in 1.2 s`. */
  step(text: string): void;
  phase(name: MeasuredPhase | 'preload' | 'warmup' | 'drain' | 'audit'): void;
  /** The current state, once a second. */
  tick(tick: ProgressTick): void;
  /** Something happened at a time in the run, in ms on its clock. */
  event(text: string, atMs: number): void;
  /** A warning; shown even when quiet. */
  warn(text: string): void;
  /** Changes for a live view; plain output only shows the progress of long tasks. */
  show(change: LiveChange): void;
  /** Removes the live view; later output starts on a new line. Idempotent. */
  end(): void;
}
