import { monotonicMs } from '../../../../clock/monotonic.js';
import { unlistedMember } from '../../../../model/member-address.js';
import type { ClusterRoute } from './cluster-route.js';

const mostRedirections = 16;
const retryDelayMs = 10;
/** Share of the deadline, so that an operation that finds no route ends with its real error and not as unanswered. */
const patienceOfDeadline = 0.8;

export const askingRequest = Buffer.from('*1\r\n$6\r\nASKING\r\n');

/** What becomes of redirected operations. */
export interface RedirectionListener {
  /** Resends the operation to this member. False: no line to it is ready yet. */
  resend(slot: number, node: number, isAsk: boolean): boolean;
  /** It was not resent in time; `message` is the last refusal, and the operation had no effect. */
  giveUp(slot: number, message: string): void;
}

interface Waiting {
  readonly slot: number;
  /** Negative: not yet known whether the cluster lists it. */
  readonly node: number;
  readonly isAsk: boolean;
  readonly message: string;
  /** The member that refused it. */
  readonly from: number;
}

/**
 * Operations refused because another member serves the slot (MOVED, ASK) or because the slot is migrating (TRYAGAIN). Each
 * refusal proves that nothing was done, so the operation is resent within its deadline and settles once.
 */
export class Redirections {
  #route: ClusterRoute;
  #listener: RedirectionListener;
  #patienceMs: number;
  /** By slot, for its current operation. */
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

  /** Whether the operation, refused by `node` with this message, is resent; otherwise it has ended. */
  follow(slot: number, node: number, message: string): boolean {
    const isWanted = message.startsWith('MOVED ') || message.startsWith('ASK ');
    if (!isWanted && !message.startsWith('TRYAGAIN')) return false;
    if (this.#count[slot] === 0) this.#sinceMs[slot] = monotonicMs();
    if (this.#count[slot]! >= mostRedirections) return false;
    this.#count[slot]! += 1;
    if (!isWanted) {
      this.#wait({ slot, message, node, isAsk: this.#isAsk[slot] === 1, from: node });
      return true;
    }
    const target = this.#route.follow(message, node);
    if (target.node < 0) {
      if (target.isPending) this.#wait({ slot, message, from: node, node: target.node, isAsk: target.isAsk });
      else this.#listener.giveUp(slot, unlistedMember(message));
      return true;
    }
    this.#isAsk[slot] = target.isAsk ? 1 : 0;
    // The first redirection is followed immediately; members that point at each other agree within moments.
    const isFirst = this.#count[slot] === 1;
    if (!isFirst || !this.#listener.resend(slot, target.node, target.isAsk))
      this.#wait({ slot, message, from: node, node: target.node, isAsk: target.isAsk });
    return true;
  }

  /** The operation ended some other way. */
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

  /** The cluster was still being asked whether it lists the named member. */
  #lookAgain(waiting: Waiting, { node, isAsk, isPending }: ReturnType<ClusterRoute['follow']>): void {
    const { slot, message } = waiting;
    if (node < 0 && !isPending) {
      this.#listener.giveUp(slot, unlistedMember(message));
      return;
    }
    this.#isAsk[slot] = isAsk ? 1 : 0;
    if (node < 0 || !this.#listener.resend(slot, node, isAsk)) this.#wait({ ...waiting, node, isAsk });
  }

  #retry(): void {
    this.#timer = undefined;
    const nowMs = monotonicMs();
    for (const waiting of this.#waiting.splice(0)) {
      const { slot, node, isAsk, message, from } = waiting;
      if (nowMs - this.#sinceMs[slot]! > this.#patienceMs)
        this.#listener.giveUp(slot, node < 0 ? unlistedMember(message) : message);
      else if (node < 0) this.#lookAgain(waiting, this.#route.follow(message, from));
      else if (!this.#listener.resend(slot, node, isAsk)) this.#wait(waiting);
    }
  }
}
