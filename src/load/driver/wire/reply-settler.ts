import { notObserved } from '../../../audit/observation.js';
import { type DriverHost, type DriverOptions, type OutcomeCode, outcomeCode } from '../driver.js';
import { judgeError } from '../outcome-rules.js';
import type { Redirections } from './cluster/redirections.js';
import type { Line } from './line.js';
import { type ReplyKind, replyKind, unexpectedReply, type WireProtocol } from './protocol.js';

/** Settles the operations of a wire driver by the replies to their requests. Nothing is allocated for a reply without error. */
export class ReplySettler {
  #host: DriverHost;
  #protocol: WireProtocol;
  #continues: WireProtocol['continues'];
  #redirections: Redirections | undefined;
  /** By slot: whether the reply to ASKING comes first. */
  #awaitsAsking: Uint8Array;
  /** By slot: the node that the operation was last sent to; -1: none. Shared with the driver. */
  #sentTo: Int32Array;
  /** For an operation with two replies: what the first showed. NaN: not received yet. */
  #shown: Float64Array;
  /** The error in the first of two replies, or in one of several. */
  #refused = new Map<number, string>();
  /** The error from ASKING, until the operation behind it is answered. */
  #askingRefused = new Map<number, string>();
  /** The generation of each slot for which its request was sent. */
  #generation: Uint32Array;

  constructor(
    { slots }: DriverOptions,
    host: DriverHost,
    protocol: WireProtocol,
    redirections: Redirections | undefined,
    sentTo: Int32Array,
  ) {
    this.#host = host;
    this.#protocol = protocol;
    this.#continues = protocol.continues;
    this.#redirections = redirections;
    this.#sentTo = sentTo;
    this.#awaitsAsking = new Uint8Array(slots.count);
    this.#shown = new Float64Array(slots.count).fill(Number.NaN);
    this.#generation = new Uint32Array(slots.count);
  }

  /** The slot has a new operation. */
  begin(slot: number, generation: number): void {
    this.#generation[slot] = generation;
  }

  /** ASKING was sent before the operation. */
  asked(slot: number): void {
    this.#awaitsAsking[slot] = 1;
  }

  /** Takes the next reply on a line. */
  reply(line: Line, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): void {
    const slot = line.oldest();
    if (this.#awaitsAsking[slot] === 1) {
      this.#awaitsAsking[slot] = 0;
      // Without ASKING, the member redirects the operation again: the ASKING error is the operation's real cause.
      if (kind === replyKind.error) this.#askingRefused.set(slot, buffer.toString('latin1', start, end));
      return;
    }
    if (this.#continues?.(slot, kind, buffer, start, end, integer)) {
      if (kind === replyKind.error && !this.#refused.has(slot))
        this.#refused.set(slot, buffer.toString('latin1', start, end));
      return;
    }
    if (!this.#protocol.hasTwoReplies(slot)) {
      line.removeOldest();
      this.#settleReply(line, slot, kind, buffer, start, end, integer);
    } else if (!this.#keepFirst(slot, kind, buffer, start, end, integer)) {
      line.removeOldest();
      this.#settleSecond(line, slot, kind, buffer, start, end, integer);
    }
  }

  /** Every pending operation was written to the socket in the turn it was sent, and may have been executed. */
  lineLost(line: Line, errorClass: string): void {
    while (line.size > 0) {
      const slot = line.oldest();
      line.removeOldest();
      this.#refused.delete(slot);
      this.#askingRefused.delete(slot);
      this.#awaitsAsking[slot] = 0;
      this.#settleInDoubt(slot, errorClass);
    }
  }

  notSent(slot: number): void {
    this.#settle(slot, outcomeCode.fail, 'notSent', notObserved);
  }

  /** Settles an operation by an error; returns the error's class. */
  refused(slot: number, message: string): string {
    const { errorClass, outcome } = judgeError(message);
    this.#host.explainError?.(errorClass, message);
    this.#settle(slot, outcome, errorClass, notObserved);
    return errorClass;
  }

  /** Stores the first of two replies; false for the second. */
  #keepFirst(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): boolean {
    if (!Number.isNaN(this.#shown[slot]!)) return false;
    if (kind === replyKind.error) {
      this.#shown[slot] = notObserved;
      this.#refused.set(slot, buffer.toString('latin1', start, end));
    } else this.#shown[slot] = this.#protocol.show(slot, kind, buffer, start, end, integer);
    return true;
  }

  #settleSecond(
    line: Line,
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ): void {
    const shown = this.#shown[slot]!;
    const refusal = this.#refused.get(slot);
    if (refusal !== undefined) this.#refused.delete(slot);
    const error = kind === replyKind.error ? buffer.toString('latin1', start, end) : undefined;
    if (this.#protocol.firstReplyCounts && refusal !== undefined) this.#settleError(line, slot, refusal);
    // An error from WAIT says nothing about the write before it, which was executed.
    else if (this.#protocol.firstReplyCounts && error !== undefined) this.#settleInDoubt(slot, 'waitRefused');
    else if (error !== undefined) this.#settleError(line, slot, error);
    else if (shown === unexpectedReply) this.#settleInDoubt(slot, 'unexpectedReply');
    else {
      const doubt = this.#protocol.doubt(slot, kind, buffer, start, end, integer);
      if (doubt === '') this.#acknowledge(line, slot, shown);
      else this.#settleInDoubt(slot, doubt);
    }
  }

  #settleReply(
    line: Line,
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ): void {
    const refusal = this.#refused.size > 0 ? this.#refused.get(slot) : undefined;
    if (refusal !== undefined) {
      this.#refused.delete(slot);
      this.#settleError(line, slot, refusal);
      return;
    }
    if (kind === replyKind.error && !this.#protocol.isAnswer?.(slot, start, end)) {
      this.#settleError(line, slot, buffer.toString('latin1', start, end));
      return;
    }
    const shown = this.#protocol.show(slot, kind, buffer, start, end, integer);
    if (shown !== unexpectedReply) this.#acknowledge(line, slot, shown);
    else this.#settleInDoubt(slot, 'unexpectedReply');
  }

  #acknowledge(line: Line, slot: number, shown: number): void {
    if (!line.isProven) {
      line.isProven = true;
      this.#host.nodeAnswered?.(line.endpoint);
    }
    if (this.#askingRefused.size > 0) this.#askingRefused.delete(slot);
    this.#settle(slot, outcomeCode.ok, '', shown);
  }

  #settleInDoubt(slot: number, errorClass: string): void {
    this.#settle(slot, outcomeCode.indeterminate, errorClass, notObserved);
  }

  #settleError(line: Line, slot: number, message: string): void {
    if (this.#redirections !== undefined) {
      this.#shown[slot] = Number.NaN;
      this.#sentTo[slot] = -1;
      const refusal = this.#askingRefused.get(slot);
      if (refusal !== undefined) {
        this.#askingRefused.delete(slot);
        this.refused(slot, refusal);
        return;
      }
      if (this.#redirections.follow(slot, line.node, message)) return;
    }
    // A replica: its clients must look for the primary again.
    if (this.refused(slot, message) === 'READONLY') line.connection?.drop();
  }

  #settle(slot: number, outcome: OutcomeCode, errorClass: string, observed: number): void {
    this.#shown[slot] = Number.NaN;
    this.#host.settle(slot, this.#generation[slot]!, outcome, errorClass, observed);
  }
}
