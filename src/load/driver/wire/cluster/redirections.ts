import { monotonicMs } from '../../../../clock/monotonic.js';
import { unlistedMember } from '../../../../model/member-address.js';
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
  /** Negative: it is not known yet whether the cluster lists it. */
  readonly node: number;
  readonly isAsk: boolean;
  readonly message: string;
  /** Who refused it. */
  readonly from: number;
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
    // The first time it goes at once; members that name each other settle that among themselves in a moment.
    const isFirst = this.#count[slot] === 1;
    if (!isFirst || !this.#listener.resend(slot, target.node, target.isAsk))
      this.#wait({ slot, message, from: node, node: target.node, isAsk: target.isAsk });
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

  /** The cluster was being asked whether it lists the member that was named. */
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
