import type { OriginAnswer, OriginClient } from '../../src/origin/client.js';
import { firstVersion } from '../../src/origin/first-version.js';

const ok: OriginAnswer = { outcome: 'ok', error: null, row: null, poolWaitMs: 0, sameKey: 1 };

/** An origin in this process, with rows from 0 to `rows - 1`. */
export class MemoryOrigin implements OriginClient {
  /** By row. */
  readonly versions: number[];
  reads = 0;
  writes = 0;
  /** The most reads of one row at once. */
  mostAtOnce = 0;
  readonly #underWay = new Map<number, number>();
  readonly #readMs: number;

  /** `readMs`: how long a read takes. */
  constructor(rows: number, readMs = 0) {
    this.versions = Array.from({ length: rows }, () => firstVersion);
    this.#readMs = readMs;
  }

  async read(key: number): Promise<OriginAnswer> {
    this.reads += 1;
    const version = this.versions[key];
    const row = version === undefined ? null : { version, value: '' };
    const atOnce = (this.#underWay.get(key) ?? 0) + 1;
    this.#underWay.set(key, atOnce);
    this.mostAtOnce = Math.max(this.mostAtOnce, atOnce);
    await (this.#readMs > 0 ? new Promise((resolve) => setTimeout(resolve, this.#readMs)) : new Promise(setImmediate));
    this.#underWay.set(key, this.#underWay.get(key)! - 1);
    return { ...ok, row };
  }

  async write(key: number, version: number): Promise<OriginAnswer> {
    this.writes += 1;
    await new Promise(setImmediate);
    this.versions[key] = Math.max(this.versions[key]!, version);
    return ok;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
