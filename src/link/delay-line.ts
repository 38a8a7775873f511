import type { Socket } from 'node:net';
import { monotonicMs } from '../clock/monotonic.js';
import type { Random } from '../random/random.js';
import { type LineShape, pieces, queueBytes } from './line-shape.js';
import type { ReplicationTap } from './replication-tap.js';
import { resetSocket } from './reset-socket.js';

const mostHeldBytes = 32 * 1024 * 1024;

/**
 * One direction of a relayed connection: data from `source` goes to `sink` after the delay, never before; timers fire at
 * whole milliseconds, so it may take one more. Jitter and bandwidth add to the delay; order is preserved.
 * - cut: it stops reading and passes nothing on; nothing is closed, and an end of the source is kept for later.
 * - lost: the host at one end is gone. Held and arriving data is discarded and counted; an end is swallowed.
 */
export class DelayLine {
  discardedBytes = 0;
  passedBytes = 0;
  /** Reads along if the source is a primary and the sink its replica. */
  tap: ReplicationTap | undefined;
  /** Receives the number of discarded bytes. */
  onDiscard: (bytes: number) => void = () => {};
  #source: Socket;
  #sink: Socket;
  #shape: LineShape;
  #random: Random | undefined;
  #mostHeldBytes = mostHeldBytes;
  #lastDueMs = 0;
  #held: { readonly dueMs: number; readonly chunk: Buffer }[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #cut = false;
  #lost = false;
  #sourceEnd: 'none' | 'finished' | 'reset' = 'none';

  /** `source` must not be reading yet: `start` starts it. */
  constructor(source: Socket, sink: Socket, delayMs: number) {
    this.#source = source;
    this.#sink = sink;
    this.#shape = { delayMs, jitterMs: 0, paces: [] };
    source.on('data', (chunk: Buffer) => this.#take(chunk));
    source.on('end', () => this.#sourceEnded('finished'));
    source.on('close', (hadError) => this.#sourceEnded(hadError ? 'reset' : 'finished'));
    sink.on('drain', () => this.#regulate());
  }

  get isCut(): boolean {
    return this.#cut;
  }

  get hasEnded(): boolean {
    return this.#sourceEnd !== 'none';
  }

  start(): void {
    if (!this.#cut) this.#source.resume();
  }

  /** Changes the delay from now on; held data arrives no later than under the new shape. `random` draws the jitter. */
  reshape(shape: LineShape, random: Random): void {
    this.#shape = shape;
    this.#random = random;
    this.#mostHeldBytes = Math.min(mostHeldBytes, queueBytes(shape));
    if (this.#held.length === 0 || this.#lost) return;
    const latestMs = monotonicMs() + shape.delayMs + shape.jitterMs;
    this.#held = this.#held.map(({ dueMs, chunk }) => ({ dueMs: Math.min(dueMs, latestMs), chunk }));
    this.#lastDueMs = Math.min(this.#lastDueMs, latestMs);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arm();
    this.#regulate();
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
    this.#discard(this.#heldBytes);
    this.#held = [];
    this.#heldBytes = 0;
    // Reading continues, so that everything the dead host had sent is counted, and a live writer never blocks.
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
      this.#discard(chunk.length);
      return;
    }
    const { delayMs, jitterMs, paces } = this.#shape;
    const isFree = delayMs === 0 && jitterMs === 0 && paces.length === 0;
    if (isFree && this.#held.length === 0 && !this.#cut) this.#pass(chunk);
    else if (paces.length === 0) this.#hold(chunk);
    else for (const piece of pieces(chunk, paces)) this.#hold(piece);
    this.#regulate();
  }

  #hold(chunk: Buffer): void {
    const { delayMs, jitterMs, paces } = this.#shape;
    const nowMs = monotonicMs();
    const goneMs = Math.max(nowMs, ...paces.map((pace) => pace.reserve(chunk.length, nowMs)));
    const drawnMs = jitterMs === 0 ? 0 : jitterMs * (this.#random?.next() ?? 0);
    this.#lastDueMs = Math.max(this.#lastDueMs, goneMs + delayMs + drawnMs);
    this.#held.push({ dueMs: this.#lastDueMs, chunk });
    this.#heldBytes += chunk.length;
    this.#arm();
  }

  #discard(bytes: number): void {
    if (bytes === 0) return;
    this.discardedBytes += bytes;
    this.onDiscard(bytes);
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
    const full = this.#cut || this.#heldBytes + this.#sink.writableLength > this.#mostHeldBytes;
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
