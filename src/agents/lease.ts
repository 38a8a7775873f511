import { monotonicMs } from '../clock/monotonic.js';
import { lostAfterMs } from './control-times.js';

/**
 * Until when the threads of an agent may send, in memory that they share: they need nobody to stop them, so that an agent that
 * was paused sends nothing when it wakes up after others gave it up.
 */
export class Lease {
  readonly shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly #endMs = new Float64Array(this.shared);

  constructor() {
    this.extend(monotonicMs());
  }

  /** A beat that was sent at that time was answered. */
  extend(sentMs: number): void {
    this.#endMs[0] = sentMs + lostAfterMs;
  }
}
