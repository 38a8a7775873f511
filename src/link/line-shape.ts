/** How one direction of a connection is slowed down. */
export interface LineShape {
  readonly delayMs: number;
  /** Random addition up to this, redrawn for each chunk. */
  readonly jitterMs: number;
  /** Every limit it shares with others. */
  readonly paces: readonly Pace[];
}

const queueMs = 100;
const leastQueueBytes = 16 * 1024;

/** A shared limit in bytes per second: a chunk starts once the previous one is through. */
export class Pace {
  readonly bytesPerSecond: number;
  #freeAtMs = 0;

  constructor(bytesPerSecond: number) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Takes the next turn; returns when the last of these bytes is through. */
  reserve(bytes: number, nowMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * 1000) / this.bytesPerSecond;
    return this.#freeAtMs;
  }
}

/** Capacity of a line: like a router, 100 ms of its bandwidth plus what is in transit; Infinity without a limit. */
export function queueBytes({ delayMs, jitterMs, paces }: LineShape): number {
  const bytesPerSecond = Math.min(...paces.map((pace) => pace.bytesPerSecond));
  return Math.max(leastQueueBytes, (bytesPerSecond * (queueMs + delayMs + jitterMs)) / 1000);
}

/** Splits a chunk so that no piece takes longer than about 10 ms of the bandwidth. */
export function* pieces(chunk: Buffer, paces: readonly Pace[]): Generator<Buffer> {
  const bytesPerSecond = Math.min(...paces.map((pace) => pace.bytesPerSecond));
  const pieceBytes = Math.max(1, Math.ceil(bytesPerSecond / 100));
  for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
}
