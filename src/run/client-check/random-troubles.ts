import { keyDigits } from '../../model/write-stamp.js';
import { forkRandom } from '../../random/random.js';
import type { Fate, TroublePlan } from './trouble-relay.js';

const longestSilenceMs = 150;

/** Decides on the command of each key by a seed: whatever the client sends in which order, a key has the same troubles. */
export class RandomTroubles implements TroublePlan {
  readonly #seed: number;
  readonly #keyPrefix: string;
  readonly #fates = new Map<number, Fate[]>();

  constructor(seed: number, keyPrefix: string) {
    this.#seed = seed;
    this.#keyPrefix = keyPrefix;
  }

  fateOf(bytes: Buffer): Fate | undefined {
    const at = bytes.indexOf(this.#keyPrefix);
    if (at < 0) return undefined;
    const start = at + this.#keyPrefix.length;
    const key = Number(bytes.toString('latin1', start, start + keyDigits));
    const fates = this.#fates.get(key) ?? fatesOf(this.#seed, key);
    this.#fates.set(key, fates);
    return fates.shift();
  }
}

/** The fates of a command's first copies; later ones pass. */
export function fatesOf(seed: number, key: number): Fate[] {
  const random = forkRandom(seed, `decision/${key}`);
  const delivers = random.below(2) === 0;
  const silenceMs = 1 + random.below(longestSilenceMs);
  const copies = 1 + random.below(3);
  const drawn = random.below(10);
  if (drawn < 3) return [];
  if (drawn < 5) return [{ delivers: false, closes: 'at-once' }];
  if (drawn < 8) return Array.from({ length: copies }, () => ({ delivers: true, closes: 'with-reply' }));
  return [{ delivers, closes: silenceMs }];
}
