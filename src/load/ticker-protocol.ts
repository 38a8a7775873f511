import type { PacerShare } from './pacer/pacer.js';

/** Start data of a ticker thread. */
export interface TickerPlan {
  readonly share: PacerShare;
  /** Of a replay: the memory of its planned starts; null: they follow from the share. */
  readonly starts: SharedArrayBuffer | null;
  readonly shared: SharedArrayBuffer;
}

/**
 * The memory that a load thread shares with its ticker. To give an order, write `epochMs` and `plannedEnd`, then change the
 * `order` cell, on which the ticker sleeps.
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

  /** No tick is needed for the operation with this number or later ones; 0 while the ticker rests. */
  get plannedEnd(): number {
    return this.#figures[1]!;
  }

  /** Operations that the load thread has issued; may lag slightly. */
  get issued(): number {
    return this.#figures[2]!;
  }

  set issued(count: number) {
    this.#figures[2] = count;
  }

  /** How long before the planned start a tick is sent, because the ticker and the load thread take time to wake up. */
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
  /** 1: a tick is on its way; another would only queue behind it. */
  pending: 1,
} as const;
