import type { LinkEnd } from './relay.js';
import { ReplicationTap } from './replication-tap.js';

/**
 * What all replication connections so far tell of the nodes' data. A replica that comes back continues behind what it had,
 * or gets all that its primary has in one piece; the tap on its new connection sees neither, and learns it here.
 */
export class ReplicationHistory {
  #runTag: string;
  #latest = new Map<LinkEnd, { readonly primary: LinkEnd; readonly tap: ReplicationTap }>();

  constructor(runTag: string) {
    this.#runTag = runTag;
  }

  /** The tap for a new connection of a replica to a primary. */
  openTap(primary: LinkEnd, replica: LinkEnd): ReplicationTap {
    const tap = new ReplicationTap(this.#runTag, (sync) => {
      const known = sync === 'partial' ? this.#dataOf(replica) : this.#dataOfPrimary(primary);
      this.#latest.set(replica, { primary, tap });
      return known;
    });
    return tap;
  }

  /** A host is gone, and its data with it. */
  forget(host: LinkEnd): void {
    for (const [replica, { primary }] of this.#latest)
      if (replica === host || primary === host) this.#latest.delete(replica);
  }

  #dataOf(replica: LinkEnd): ReadonlyMap<number, number> {
    return this.#latest.get(replica)?.tap.delivered() ?? new Map();
  }

  #dataOfPrimary(node: LinkEnd): ReadonlyMap<number, number> {
    const data = new Map(this.#dataOf(node));
    for (const { primary, tap } of this.#latest.values()) {
      if (primary !== node) continue;
      for (const [keyIndex, sequence] of tap.lastRead) data.set(keyIndex, Math.max(sequence, data.get(keyIndex) ?? 0));
    }
    return data;
  }
}
