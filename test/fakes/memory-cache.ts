import { notObserved } from '../../src/audit/observation.js';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { type Driver, type DriverHost, type DriverOptions, outcomeCode } from '../../src/load/driver/driver.js';
import { observeReply } from '../../src/load/driver/parsed-reply.js';
import { RequestWords } from '../../src/load/driver/request-words.js';

/** What a cache does with a command instead of executing it; undefined: it executes it. */
export type Meddling = (words: readonly string[]) => 'fail' | { readonly reply: unknown } | undefined;

/** A driver and its cache in one, in this process: GET, SET with PX, and DEL. Answers one event loop turn later. */
export class MemoryCache implements Driver {
  readonly calls: Record<string, number> = {};
  readonly #options: DriverOptions;
  readonly #host: DriverHost;
  readonly #words: RequestWords;
  readonly #meddling: Meddling;
  readonly #values = new Map<string, { readonly value: string; readonly untilMs: number }>();

  constructor(options: DriverOptions, host: DriverHost, meddling: Meddling = () => undefined) {
    this.#options = options;
    this.#host = host;
    this.#words = new RequestWords(options);
    this.#meddling = meddling;
  }

  /** Loses everything. */
  flushAll(): void {
    this.#values.clear();
  }

  send(slot: number): void {
    const { slots, operations, runTag } = this.#options;
    const operation = operations[slots.kind[slot]!]!;
    const words = this.#words.of(slot, operation);
    const key = slots.key[slot]!;
    const generation = slots.generation[slot]!;
    const meddled = this.#meddling(words);
    const reply = meddled === undefined ? this.#execute(words) : meddled === 'fail' ? meddled : meddled.reply;
    setImmediate(() => {
      const seen = reply === 'fail' ? undefined : observeReply(operation, reply, runTag, key);
      if (seen === undefined) this.#host.settle(slot, generation, outcomeCode.fail, 'refused', notObserved);
      else this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
    });
  }

  flush(): void {}

  deadlinePassed(): void {}

  async [Symbol.asyncDispose](): Promise<void> {}

  #execute([command, name = '', value = '', ...rest]: readonly string[]): unknown {
    this.calls[command!] = (this.calls[command!] ?? 0) + 1;
    switch (command) {
      case 'GET': {
        const held = this.#values.get(name);
        return held !== undefined && held.untilMs > monotonicMs() ? held.value : null;
      }
      case 'SET':
        this.#values.set(name, { value, untilMs: monotonicMs() + Number(rest.at(-1)) });
        return 'OK';
      case 'DEL':
        return this.#values.delete(name) ? 1 : 0;
      default:
        throw new Error(`The memory cache has no ${command}.`);
    }
  }
}
