/** How one direction of a connection is slowed down. */
export interface LineShape {
  readonly delayMs: number;
  /** Up to so much more, drawn anew for each piece. */
  readonly jitterMs: number;
  /** Every limit that it shares with others. */
  readonly paces: readonly Pace[];
}

const queueMs = 100;
const leastQueueBytes = 16 * 1024;

/** A limit on bytes per second, shared by all that goes through it: a piece begins when the one before it has gone. */
export class Pace {
  readonly bytesPerSecond: number;
  #freeAtMs = 0;

  constructor(bytesPerSecond: number) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Takes the next turn; gives when the last of these bytes has gone. */
  reserve(bytes: number, nowMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * 1000) / this.bytesPerSecond;
    return this.#freeAtMs;
  }
}

/** The most that a line holds: as a router does, 100 ms of its bandwidth and what is on its way; Infinity without one. */
export function queueBytes({ delayMs, jitterMs, paces }: LineShape): number {
  const bytesPerSecond = Math.min(...paces.map((pace) => pace.bytesPerSecond));
  return Math.max(leastQueueBytes, (bytesPerSecond * (queueMs + delayMs + jitterMs)) / 1000);
}

/** Cuts a chunk so that no piece takes longer than about 10 ms of the bandwidth. */
export function* pieces(chunk: Buffer, paces: readonly Pace[]): Generator<Buffer> {
  const bytesPerSecond = Math.min(...paces.map((pace) => pace.bytesPerSecond));
  const pieceBytes = Math.max(1, Math.ceil(bytesPerSecond / 100));
  for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
}
