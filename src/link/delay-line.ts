import type { Socket } from 'node:net';
import { monotonicMs } from '../clock/monotonic.js';
import type { ReplicationTap } from './replication-tap.js';
import { resetSocket } from './reset-socket.js';

const mostHeldBytes = 32 * 1024 * 1024;

/**
 * One direction of a relayed connection: what comes out of `source` goes into `sink` after the delay, never before; timers
 * fire at whole milliseconds, so that it may take one more.
 * - cut: it stops reading and passes nothing on; nothing is closed, and an end of the source is kept for later.
 * - lost: the host at one end is gone. What is held and what still comes is thrown away and counted; an end is swallowed.
 */
export class DelayLine {
  discardedBytes = 0;
  passedBytes = 0;
  /** Reads along, when the source is a primary and the sink its replica. */
  tap: ReplicationTap | undefined;
  #source: Socket;
  #sink: Socket;
  #delayMs: number;
  #held: { readonly dueMs: number; readonly chunk: Buffer }[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #cut = false;
  #lost = false;
  #sourceEnd: 'none' | 'finished' | 'reset' = 'none';

  /** `source` must not be reading yet: `start` sets it going. */
  constructor(source: Socket, sink: Socket, delayMs: number) {
    this.#source = source;
    this.#sink = sink;
    this.#delayMs = delayMs;
    source.on('data', (chunk: Buffer) => this.#take(chunk));
    source.on('end', () => this.#sourceEnded('finished'));
    source.on('close', (hadError) => this.#sourceEnded(hadError ? 'reset' : 'finished'));
    sink.on('drain', () => this.#regulate());
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** Whether the source has ended, or was reset. */
  get hasEnded(): boolean {
    return this.#sourceEnd !== 'none';
  }

  start(): void {
    if (!this.#cut) this.#source.resume();
  }

  cut(): void {
    if (this.#lost) return;
    this.#cut = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#source.pause();
  }

  resume(): void {
    if (this.#lost) return;
    this.#cut = false;
    this.#passDue();
    this.#regulate();
  }

  lose(): void {
    this.#lost = true;
    this.#cut = false;
    clearTimeout(this.#timer);
    this.discardedBytes += this.#heldBytes;
    this.#held = [];
    this.#heldBytes = 0;
    // Reading goes on, so that all which the dead host had sent is counted, and a writer that still lives never blocks.
    this.#source.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#held = [];
    this.#heldBytes = 0;
  }

  #take(chunk: Buffer): void {
    this.tap?.read(chunk);
    if (this.#lost) {
      this.discardedBytes += chunk.length;
      return;
    }
    if (this.#delayMs === 0 && this.#held.length === 0 && !this.#cut) {
      this.#pass(chunk);
    } else {
      this.#held.push({ dueMs: monotonicMs() + this.#delayMs, chunk });
      this.#heldBytes += chunk.length;
      this.#arm();
    }
    this.#regulate();
  }

  #pass(chunk: Buffer): void {
    this.passedBytes += chunk.length;
    this.tap?.passed(chunk.length);
    if (this.#sink.writable) this.#sink.write(chunk);
  }

  #arm(): void {
    const first = this.#held[0];
    if (this.#timer !== undefined || this.#cut || first === undefined) return;
    this.#timer = setTimeout(() => this.#passDue(), Math.max(0, first.dueMs - monotonicMs()));
  }

  #passDue(): void {
    this.#timer = undefined;
    const nowMs = monotonicMs();
    let count = 0;
    for (const { dueMs, chunk } of this.#held) {
      if (dueMs > nowMs) break;
      count += 1;
      this.#heldBytes -= chunk.length;
      this.#pass(chunk);
    }
    if (count > 0) this.#held.splice(0, count);
    this.#arm();
    this.#regulate();
    this.#endIfDrained();
  }

  #regulate(): void {
    if (this.#lost) return;
    const full = this.#cut || this.#heldBytes + this.#sink.writableLength > mostHeldBytes;
    if (full) this.#source.pause();
    else if (this.#source.isPaused()) this.#source.resume();
  }

  #sourceEnded(how: 'finished' | 'reset'): void {
    if (this.#sourceEnd === 'none' || how === 'reset') this.#sourceEnd = how;
    this.#endIfDrained();
  }

  #endIfDrained(): void {
    if (this.#sourceEnd === 'none' || this.#cut || this.#lost || this.#held.length > 0) return;
    if (this.#sourceEnd === 'reset') resetSocket(this.#sink);
    else if (!this.#sink.writableEnded) this.#sink.end();
  }
}
