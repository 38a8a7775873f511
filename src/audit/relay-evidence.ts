/** What the relays on a lost primary's replication links know about its writes. */
export interface RelayEvidence {
  readonly electedReplica: string;
  readonly links: readonly LinkEvidence[];
}

export interface LinkEvidence {
  readonly replica: string;
  readonly survived: boolean;
  /** Read from the primary but not delivered to this replica. */
  readonly discarded: readonly StampedWrite[];
  /** By global key index: the highest sequence number read from the primary on this link. */
  readonly lastRead: ReadonlyMap<number, number>;
}

export interface StampedWrite {
  /** Global. */
  readonly keyIndex: number;
  readonly sequence: number;
}

/** One link's evidence, indexed for look-ups. */
export class LinkIndex {
  readonly #lastRead: ReadonlyMap<number, number>;
  readonly #discarded = new Map<number, Set<number>>();

  constructor(link: LinkEvidence) {
    this.#lastRead = link.lastRead;
    for (const { keyIndex, sequence } of link.discarded) {
      const sequences = this.#discarded.get(keyIndex);
      if (sequences) sequences.add(sequence);
      else this.#discarded.set(keyIndex, new Set([sequence]));
    }
  }

  *discardedWrites(): Generator<StampedWrite> {
    for (const [keyIndex, sequences] of this.#discarded) {
      for (const sequence of sequences) yield { keyIndex, sequence };
    }
  }

  threwAway(write: StampedWrite): boolean {
    return this.#discarded.get(write.keyIndex)?.has(write.sequence) ?? false;
  }

  /** Whether the primary never sent the write on this link: it is later than the last one read. */
  neverRead(write: StampedWrite): boolean {
    return write.sequence > (this.#lastRead.get(write.keyIndex) ?? 0);
  }

  delivered(write: StampedWrite): boolean {
    return !this.neverRead(write) && !this.threwAway(write);
  }
}
