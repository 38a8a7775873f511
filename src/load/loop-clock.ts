import { monotonicMs } from '../clock/monotonic.js';
import type { ThreadUse } from '../metrics/interval-counts.js';
import type { WorkerPlan } from './load-plan.js';
import type { PlannedPart } from './planned-part.js';
import { SpinChoice } from './spin-choice.js';
import { ThreadWatch } from './thread-use.js';
import type { Ticker } from './ticker.js';
import { TurnTimer } from './turn-timer.js';

/** How late an interval may end while replies are awaited: taking its counts holds them up, as if the server were slow. */
export const intervalPatienceMs = 1;

/** When a load thread takes its turns, whether it spins or sleeps in between, and how its time was used. */
export class LoopClock {
  #part: PlannedPart;
  #intervalMs: number;
  #thread: ThreadWatch;
  #spinChoice: SpinChoice;
  #turns: TurnTimer;
  /** The previous turn, if no reply has arrived since; otherwise NaN. */
  #idleSinceMs = Number.NaN;

  /** `ticker`: null in closed loop; in open loop without one, the thread spins before each planned start. */
  constructor(plan: WorkerPlan, part: PlannedPart, ticker: Ticker | null, onTurn: () => void) {
    this.#part = part;
    this.#intervalMs = plan.intervalMs;
    this.#thread = new ThreadWatch(ticker?.threadId ?? 0);
    this.#spinChoice = new SpinChoice(plan.hasOwnCore);
    this.#turns = new TurnTimer(onTurn, ticker);
  }

  /** Requests the first turn, at the epoch of the part. */
  begin(): void {
    const { epochMs } = this.#part;
    this.#thread.take();
    this.#thread.begin(epochMs);
    this.#chooseClock(epochMs, null);
    this.#turns.ask(Math.max(0, epochMs - monotonicMs()));
  }

  /** Requests a turn after `delayMs`; 0 means the next turn of the event loop. */
  ask(delayMs: number): void {
    this.#turns.ask(delayMs);
  }

  /** Replies arrived: the thread has not been idle. */
  gotReplies(): void {
    this.#idleSinceMs = Number.NaN;
  }

  turn(nowMs: number): void {
    if (!Number.isNaN(this.#idleSinceMs)) this.#thread.idled(nowMs - this.#idleSinceMs);
  }

  /** A turn is over, and there is something to do again in `nextTurnMs`. */
  wait(nowMs: number, nextTurnMs: number): void {
    // Time spent spinning is idle time: the thread could do other work.
    this.#idleSinceMs = nextTurnMs < this.#turns.spinBelowMs ? nowMs : Number.NaN;
    this.#thread.turn(nowMs, nextTurnMs);
    this.#turns.askAfterSpin(nextTurnMs);
  }

  /** Replies let operations be issued between turns, and the next turn is now for a later operation. */
  issuedBetweenTurns(nowMs: number, nextTurnMs: number): void {
    this.#thread.turn(nowMs, nextTurnMs);
  }

  /** Operations have been issued. */
  issued(): void {
    this.#turns.issued(this.#part.planned);
  }

  /** Whether it is in a stall, or just out of one: waiting replies may not be late. */
  catchesUp(nowMs: number): boolean {
    return this.#thread.catchesUp(nowMs);
  }

  /** How the thread's time was used since the last call. */
  takeUse(): ThreadUse {
    return this.#thread.take();
  }

  /** A new interval begins: decides whether to spin or sleep in it. `use` is that of the interval before. */
  beginInterval({ waitedForCpuMs, wallMs }: ThreadUse): void {
    this.#chooseClock(monotonicMs(), waitedForCpuMs === null ? null : waitedForCpuMs / wallMs);
  }

  /** The last turn of a part is over. */
  rest(): void {
    this.#thread.rest();
  }

  /** Requests no more turns. */
  stop(): void {
    this.#turns.stop();
  }

  close(): void {
    this.#turns.stop();
    this.#thread.stop();
  }

  #chooseClock(nowMs: number, waitedShare: number | null): void {
    const part = this.#part;
    if (part.closedLoop) return;
    const duePerMs = part.dueWithin(nowMs, this.#intervalMs) / this.#intervalMs;
    if (this.#spinChoice.spins(nowMs, duePerMs, waitedShare)) this.#turns.spin();
    else this.#turns.sleep(part.epochMs, part.planned, part.plannedEnd);
  }
}
