import { monotonicMs } from '../../../../clock/monotonic.js';
import type { ClusterRoute } from './cluster-route.js';

const mostRedirections = 16;
const retryDelayMs = 10;
/** Of the deadline, so that an operation whose way is not found ends as what it is, and not as one without an answer. */
const patienceOfDeadline = 0.8;

export const askingRequest = Buffer.from('*1\r\n$6\r\nASKING\r\n');

/** What becomes of redirected operations. */
export interface RedirectionListener {
  /** Sends the operation again, to this member. False: no line to it is ready yet. */
  resend(slot: number, node: number, isAsk: boolean): boolean;
  /** It was not sent again in time; `message` is what it was refused with last, and it had no effect. */
  giveUp(slot: number, message: string): void;
}

interface Waiting {
  readonly slot: number;
  readonly node: number;
  readonly isAsk: boolean;
  readonly message: string;
}

/**
 * Operations that a member refused because another serves the slot (MOVED, ASK), or because the slot is on its way
 * (TRYAGAIN). Each proves that nothing was done, so the operation is sent again, within its deadline, and settles once.
 */
export class Redirections {
  #route: ClusterRoute;
  #listener: RedirectionListener;
  #patienceMs: number;
  /** By slot, for the operation that is in it now. */
  #count: Uint8Array;
  #sinceMs: Float64Array;
  #isAsk: Uint8Array;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(route: ClusterRoute, slotCount: number, deadlineMs: number, listener: RedirectionListener) {
    this.#route = route;
    this.#listener = listener;
    this.#patienceMs = deadlineMs * patienceOfDeadline;
    this.#count = new Uint8Array(slotCount);
    this.#sinceMs = new Float64Array(slotCount);
    this.#isAsk = new Uint8Array(slotCount);
  }

  /** A new operation is in the slot. */
  begin(slot: number): void {
    this.#count[slot] = 0;
    this.#isAsk[slot] = 0;
  }

  /** Whether the operation, which `node` refused with this message, is sent again; else it has ended. */
  follow(slot: number, node: number, message: string): boolean {
    const isWanted = message.startsWith('MOVED ') || message.startsWith('ASK ');
    if (!isWanted && !message.startsWith('TRYAGAIN')) return false;
    if (this.#count[slot] === 0) this.#sinceMs[slot] = monotonicMs();
    if (this.#count[slot]! >= mostRedirections) return false;
    this.#count[slot]! += 1;
    const target = isWanted ? this.#route.follow(message, node) : { node, isAsk: this.#isAsk[slot] === 1 };
    if (target.node < 0) return false;
    this.#isAsk[slot] = target.isAsk ? 1 : 0;
    // The first time it goes at once; members that name each other settle that among themselves in a moment.
    const isFirst = isWanted && this.#count[slot] === 1;
    if (!isFirst || !this.#listener.resend(slot, target.node, target.isAsk)) this.#wait({ slot, message, ...target });
    return true;
  }

  /** The operation has ended otherwise. */
  forget(slot: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.slot !== slot);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#timer ??= setTimeout(() => this.#retry(), retryDelayMs);
  }

  #retry(): void {
    this.#timer = undefined;
    const nowMs = monotonicMs();
    for (const waiting of this.#waiting.splice(0)) {
      const { slot, node, isAsk, message } = waiting;
      if (nowMs - this.#sinceMs[slot]! > this.#patienceMs) this.#listener.giveUp(slot, message);
      else if (!this.#listener.resend(slot, node, isAsk)) this.#wait(waiting);
    }
  }
}
