import type { Fate, TroublePlan } from './trouble-relay.js';

/** What happens to one command on its way to the server, or to its reply; to its first copy only, unless `always`. */
export const troubles = {
  'close-before': {
    what: 'the connection closes before the server has seen the command',
    fate: { delivers: false, closes: 'at-once' },
    always: false,
  },
  'lose-reply': {
    what: 'the connection closes instead of the first reply',
    fate: { delivers: true, closes: 'with-reply' },
    always: false,
  },
  'lose-replies': {
    what: 'the connection closes instead of each reply',
    fate: { delivers: true, closes: 'with-reply' },
    always: true,
  },
  swallow: {
    what: 'the command vanishes, and the connection stays open',
    fate: { delivers: false, closes: 'never' },
    always: true,
  },
} as const satisfies Record<string, { readonly what: string; readonly fate: Fate; readonly always: boolean }>;
export type Trouble = keyof typeof troubles;

/** Troubles the commands with one word; the other traffic passes. */
export class OneTrouble implements TroublePlan {
  readonly #trouble: Trouble;
  #word: string | undefined;
  #hasStruck = false;

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
  }

  /** From now on, commands with this word are troubled. */
  begin(word: string): void {
    this.#word = word;
  }

  fateOf(bytes: Buffer): Fate | undefined {
    if (this.#word === undefined || !bytes.includes(this.#word)) return undefined;
    const { fate, always } = troubles[this.#trouble];
    if (this.#hasStruck && !always) return undefined;
    this.#hasStruck = true;
    return fate;
  }
}
