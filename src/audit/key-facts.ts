/** What is known of single keys, by global number, as far as a loss may depend on it. */
export interface KeyFacts {
  /** Undefined: every key is on shard 0, or it makes no difference. */
  readonly shardOf?: ((keyIndex: number) => number) | undefined;
  /** Whether it was on a server that is gone permanently. Undefined: no key was. */
  readonly isOnGoneServer?: ((keyIndex: number) => boolean) | undefined;
  /** Whether it was temporarily on another pool server, which clients no longer ask for it. Undefined: no key was. */
  readonly wasElsewhere?: ((keyIndex: number) => boolean) | undefined;
  /** Whether relays read the stamps of its writes. Undefined: of all keys. */
  readonly isTapped?: ((keyIndex: number) => boolean) | undefined;
}
