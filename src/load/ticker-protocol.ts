import type { PacerShare } from './pacer/pacer.js';

/** What a ticker thread starts with. */
export interface TickerPlan {
  readonly share: PacerShare;
  readonly shared: SharedArrayBuffer;
}

/**
 * The memory that a load thread shares with its ticker. Orders are given by writing `epochMs` and `plannedEnd`, then changing
 * the `order` cell; the ticker sleeps on that cell.
 */
export class TickerCells {
  static readonly byteLength = 2 * 4 + 4 * 8;
  readonly cells: Int32Array;
  readonly #figures: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.cells = new Int32Array(buffer, 0, 2);
    this.#figures = new Float64Array(buffer, 8, 4);
  }

  /** On the monotonic clock. */
  get epochMs(): number {
    return this.#figures[0]!;
  }

  /** No tick is needed for the operation of this number, nor for a later one; 0 while the ticker rests. */
  get plannedEnd(): number {
    return this.#figures[1]!;
  }

  /** Operations that the load thread has issued; it may be a little behind. */
  get issued(): number {
    return this.#figures[2]!;
  }

  set issued(count: number) {
    this.#figures[2] = count;
  }

  /** A tick is sent so long before the planned start, because the ticker and the load thread take a while to wake up. */
  get earlyMs(): number {
    return this.#figures[3]!;
  }

  set earlyMs(ms: number) {
    this.#figures[3] = ms;
  }

  /** Wakes the ticker with a new order. */
  order(epochMs: number, plannedEnd: number): void {
    this.#figures[0] = epochMs;
    this.#figures[1] = plannedEnd;
    Atomics.add(this.cells, tickerCell.order, 1);
    Atomics.notify(this.cells, tickerCell.order);
  }
}

export const tickerCell = {
  order: 0,
  /** 1: a tick is on its way, and another would only queue up behind it. */
  pending: 1,
} as const;
