import type { Redis } from 'ioredis';
import { monotonicMs } from '../clock/monotonic.js';
import { atMost } from '../clock/wait.js';
import { type ControlKeys, keptSeconds } from './control-keys.js';
import { beatMs, farewellTimeoutMs } from './control-times.js';
import type { Lease } from './lease.js';
import type { AgentMessage } from './messages.js';
import { packBatch } from './pack-batch.js';
import { writeEntry } from './read-stream.js';

const flushMs = 50;

interface OutboxOptions {
  readonly connection: Redis;
  readonly keys: ControlKeys;
  readonly place: number;
  readonly agentId: string;
  readonly lease: Lease;
  inFlight(): readonly (readonly [worker: number, operations: number])[];
  /** Called once: why this agent must not go on. */
  onFenced(reason: string): void;
}

/** An agent's messages to the coordinator, in batches, and its beats, by which it learns whether it still holds its place. */
export class Outbox implements AsyncDisposable {
  readonly #options: OutboxOptions;
  readonly #beats: NodeJS.Timeout;
  #pending: AgentMessage[] = [];
  #flush: NodeJS.Timeout | undefined;
  #batches = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#beats = setInterval(() => void this.#beat(), beatMs);
  }

  send(message: AgentMessage): void {
    this.#pending.push(message);
    this.#flush ??= setTimeout(() => this.#write(), flushMs);
  }

  #write(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    if (this.#pending.length === 0) return;
    const { connection, keys, place, agentId } = this.#options;
    this.#batches += 1;
    const content = packBatch({ place, number: this.#batches, messages: this.#pending });
    this.#pending = [];
    // It fails only when the connection is closed, and then nobody reads it.
    this.#last = writeEntry(connection, keys.up, { sender: agentId, content }).catch(() => {});
  }

  async #beat(): Promise<void> {
    const { connection, keys, place, agentId, lease, inFlight, onFenced } = this.#options;
    const sentMs = monotonicMs();
    this.send({ type: 'beat', inFlight: inFlight() });
    this.#write();
    const [holder, coordinators] = await Promise.all([
      connection.get(keys.holder(place)),
      connection.exists(keys.coordinator),
    ]).catch(() => [undefined, undefined] as const);
    if (holder === undefined) return;
    if (holder !== agentId) onFenced('the coordinator gave it up');
    else if (coordinators === 0) onFenced('the coordinator is gone');
    else lease.extend(sentMs);
  }

  /** Resolves when everything was sent, or the control Redis is away. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beats);
    this.#write();
    await atMost(this.#last, farewellTimeoutMs);
  }
}

/** Takes a place, unless another agent holds it. */
export async function claimPlace(connection: Redis, key: string, agentId: string): Promise<boolean> {
  return (await connection.set(key, agentId, 'EX', keptSeconds, 'NX')) === 'OK';
}
