import { createSpin } from '../clock/spin.js';
import type { Ticker } from './ticker.js';

/** Timers fire at whole milliseconds: earlier starts are busy-waited for. */
const timerSlackMs = 1.2;
/**
 * How long such a loop stays away from the event loop. Each event loop turn creates garbage; without this, collecting it
 * delays 1 operation in 100. A reply waits for half of this time on average.
 */
const spinMs = 0.02;
/** Margin for ticks that come earlier than planned: the rest is busy-waited, because no second tick follows. */
const earlierTickMs = 0.02;
/** While a ticker wakes the thread for planned starts, everything else is checked at this interval. */
const unplannedMs = 5;

/** Calls back for one turn at a time, as close to its time as possible: it spins, or sleeps and lets a ticker wake it. */
export class TurnTimer {
  #onTurn: () => void;
  #ticker: Ticker | null;
  #ticking = false;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;
  #spin = createSpin();

  constructor(onTurn: () => void, ticker: Ticker | null) {
    this.#onTurn = onTurn;
    this.#ticker = ticker;
    if (ticker !== null) ticker.onTick = onTurn;
  }

  /** A turn due in less than this is busy-waited for. */
  get spinBelowMs(): number {
    return this.#ticking && this.#ticker !== null ? this.#ticker.earlyMs + earlierTickMs : timerSlackMs;
  }

  /** Sleeps and lets the ticker wake it for the planned starts of these operations; without a ticker it spins. */
  sleep(epochMs: number, issued: number, plannedEnd: number): void {
    if (this.#ticker === null || this.#ticking) return;
    this.#ticking = true;
    this.#ticker.issued(issued);
    this.#ticker.order(epochMs, plannedEnd);
  }

  /** This many operations have been issued. */
  issued(count: number): void {
    if (this.#ticking) this.#ticker?.issued(count);
  }

  /** Spins before each planned start. */
  spin(): void {
    if (this.#ticking) this.#ticker?.order(0, 0);
    this.#ticking = false;
  }

  /** Requests a turn after `delayMs`, replacing a later one; 0 means the next turn of the event loop. */
  ask(delayMs: number): void {
    if (this.#isDue) return;
    // While the ticker runs, the timer only covers what has no planned start, and one is enough for that.
    if (this.#ticking && this.#timer !== undefined && delayMs >= this.spinBelowMs) return;
    this.#clear();
    if (delayMs < this.spinBelowMs) {
      this.#isDue = true;
      setImmediate(this.#turn);
    } else this.#timer = setTimeout(this.#turn, this.#ticking ? Math.max(delayMs, unplannedMs) : delayMs - 1);
  }

  /** Requests a turn after `delayMs`; any part of it too short for a timer passes immediately. */
  askAfterSpin(delayMs: number): void {
    if (delayMs > 0 && delayMs < this.spinBelowMs) this.#spin(this.#ticking ? delayMs : Math.min(delayMs, spinMs));
    this.ask(delayMs);
  }

  stop(): void {
    this.spin();
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #turn = (): void => {
    this.#isDue = false;
    this.#clear();
    this.#onTurn();
  };
}
