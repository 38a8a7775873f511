import { createSpin } from '../clock/spin.js';
import type { Ticker } from './ticker.js';

/** Timers fire at whole milliseconds: what starts sooner than this is waited for in a loop. */
const timerSlackMs = 1.2;
/**
 * How long such a loop stays away from the event loop. Each turn of that leaves garbage, and without this they are so many
 * that collecting it holds up one operation in a hundred; a reply waits for half of it on average.
 */
const spinMs = 0.02;
/** A tick that comes sooner than it was told is still waited for in a loop: no second one comes. */
const earlierTickMs = 0.02;
/** While a ticker wakes the thread for what is planned, it looks for all else so often. */
const unplannedMs = 5;

/** Calls back for one turn at a time, as close to its moment as possible: it spins, or sleeps and lets a ticker wake it. */
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

  /** From here on, a turn that is to come sooner than this is waited for in a loop. */
  get spinBelowMs(): number {
    return this.#ticking && this.#ticker !== null ? this.#ticker.earlyMs + earlierTickMs : timerSlackMs;
  }

  /** Sleeps, and lets the ticker wake it for the planned starts of these operations; without a ticker it spins. */
  sleep(epochMs: number, issued: number, plannedEnd: number): void {
    if (this.#ticker === null || this.#ticking) return;
    this.#ticking = true;
    this.#ticker.issued(issued);
    this.#ticker.order(epochMs, plannedEnd);
  }

  /** So many operations have been issued. */
  issued(count: number): void {
    if (this.#ticking) this.#ticker?.issued(count);
  }

  /** Spins before each planned start. */
  spin(): void {
    if (this.#ticking) this.#ticker?.order(0, 0);
    this.#ticking = false;
  }

  /** Asks for a turn after `delayMs`, in place of a later one: at once means at the next turn of the event loop. */
  ask(delayMs: number): void {
    if (this.#isDue) return;
    // While the ticker ticks, a timer is only for what has no planned start, and one is enough for that.
    if (this.#ticking && this.#timer !== undefined && delayMs >= this.spinBelowMs) return;
    this.#clear();
    if (delayMs < this.spinBelowMs) {
      this.#isDue = true;
      setImmediate(this.#turn);
    } else this.#timer = setTimeout(this.#turn, this.#ticking ? Math.max(delayMs, unplannedMs) : delayMs - 1);
  }

  /** Asks for a turn after `delayMs`, of which what no timer can wait for passes at once. */
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
