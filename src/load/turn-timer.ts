import { createSpin } from '../clock/spin.js';

/** Timers fire at whole milliseconds: what starts sooner than this is waited for in a loop. */
export const spinBeforeMs = 1.2;
/**
 * How long such a loop stays away from the event loop. Each turn of that leaves garbage, and without this they are so many
 * that collecting it holds up one operation in a hundred; a reply waits for half of it on average.
 */
const spinMs = 0.02;

/** Calls back for one turn at a time, as near to its moment as Node lets us. */
export class TurnTimer {
  #onTurn: () => void;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;
  #spin = createSpin();

  constructor(onTurn: () => void) {
    this.#onTurn = onTurn;
  }

  /** Asks for a turn after `delayMs`, in place of a later one: at once means at the next turn of the event loop. */
  ask(delayMs: number): void {
    if (this.#isDue) return;
    clearTimeout(this.#timer);
    if (delayMs < spinBeforeMs) {
      this.#isDue = true;
      setImmediate(this.#turn);
    } else this.#timer = setTimeout(this.#turn, delayMs - 1);
  }

  /** Asks for a turn after `delayMs`, of which what no timer can wait for passes at once. */
  askAfterSpin(delayMs: number): void {
    if (delayMs > 0 && delayMs < spinBeforeMs) this.#spin(Math.min(delayMs, spinMs));
    this.ask(delayMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #turn = (): void => {
    this.#isDue = false;
    this.#onTurn();
  };
}
