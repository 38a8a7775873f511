import type { MeasuredPhase } from '../../model/phase.js';
import type { LiveChange } from './live-state.js';
import type { ProgressTick } from './progress-tick.js';

/** What a person sees while a run goes on. Every method only prints; none throws or waits. */
export interface ProgressDisplay {
  /** Something of the preparation or the end is done: `redis 7.0.15 found`, `cluster converged in 1.2 s`. */
  step(text: string): void;
  /** The run goes over into a phase. */
  phase(name: MeasuredPhase | 'preload' | 'warmup' | 'drain' | 'audit'): void;
  /** How it goes, once a second. */
  tick(tick: ProgressTick): void;
  /** Something happened at a moment of the run, in ms on its clock. */
  event(text: string, atMs: number): void;
  /** Something to be wary of; shown even when quiet. */
  warn(text: string): void;
  /** What a live view has a place for; plain lines tell of it only how far a long work is. */
  show(change: LiveChange): void;
  /** Takes the live view away; what is printed afterwards stands on lines of its own. Twice is harmless. */
  end(): void;
}
