import { notObserved } from '../audit/observation.js';
import type { Copies } from '../keyspace/copies.js';
import {
  type AgentWorkers,
  type KeysRead,
  keysInCopy,
  keysOfAgent,
  type RemoteReading,
  readingOf,
} from './remote-reading.js';

interface ReadingOptions {
  readonly share: AgentWorkers;
  readonly onKeys: (count: number) => void;
  readonly leadsThere: Parameters<typeof readingOf>[2];
}

/** What one agent reads back, as it comes in. */
export class PlaceReading {
  readonly reading: RemoteReading;
  /** Resolves when the agent has read what it can, or is lost. */
  readonly ended: Promise<void>;
  /** Whether the agent knows what every key of its workers holds. */
  isWhole = false;
  /** The nodes from which it could not read all of them. */
  leftNodes: readonly string[] = [];
  readonly #copies: Copies;
  readonly #own: Uint32Array;
  readonly #onKeys: (count: number) => void;
  #end = () => {};
  /** The keys of the copy and space that was reported last. */
  #last: { readonly copy: number; readonly space: number; readonly keys: Uint32Array } | undefined;

  constructor(copies: Copies, { share, onKeys, leadsThere }: ReadingOptions) {
    this.#copies = copies;
    this.#own = keysOfAgent(copies.space.keys, share);
    this.#onKeys = onKeys;
    this.reading = readingOf(copies, this.#own, leadsThere);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  take({ copy, space, first, values }: KeysRead): void {
    if (this.#last?.copy !== copy || this.#last.space !== space)
      this.#last = { copy, space, keys: keysInCopy(this.reading, this.#own, { copy, space }) };
    const target = this.#copies.all[copy];
    const keyBase = this.#copies.audited[space]?.use.keyBase ?? 0;
    this.#last.keys.subarray(first, first + values.length).forEach((key, at) => {
      if (target !== undefined) target.values[key + keyBase] = values[at] ?? notObserved;
    });
    // Those are read again, here.
    this.#onKeys(values.reduce((sum, value) => sum + (value === notObserved ? 0 : 1), 0));
  }

  /** The agent has read what it can; keys of these copies, by number, are left. */
  finish(leftCopies: readonly number[]): void {
    this.leftNodes = leftCopies.flatMap((copy) => this.#copies.all[copy]?.node.id ?? []);
    const primary = this.#copies.all.find(({ isPrimary }) => isPrimary)?.values;
    this.isWhole = this.#copies.audited.every(({ use: { keyBase } }) =>
      this.#own.every((key) => (primary?.[key + keyBase] ?? notObserved) !== notObserved),
    );
    this.#end();
  }

  /** The agent is lost. */
  abandon(): void {
    this.#end();
  }
}
