import type { LinkEnd } from './relay.js';
import { ReplicationTap } from './replication-tap.js';

/**
 * What all replication connections so far reveal about the nodes' data. A replica that reconnects resumes from its data, or
 * gets its primary's whole data set at once; the tap on the new connection sees neither, and learns it here.
 */
export class ReplicationHistory {
  #runTag: string;
  /** By replica. The primary is null when it is gone. */
  #latest = new Map<LinkEnd, { readonly primary: LinkEnd | null; readonly tap: ReplicationTap }>();

  constructor(runTag: string) {
    this.#runTag = runTag;
  }

  /** The tap for a new connection from a replica to a primary. */
  openTap(primary: LinkEnd, replica: LinkEnd): ReplicationTap {
    const tap = new ReplicationTap(this.#runTag, (sync) => {
      const known = sync === 'partial' ? this.#dataOf(replica) : this.#dataOfPrimary(primary);
      this.#latest.set(replica, { primary, tap });
      return known;
    });
    return tap;
  }

  /** A host is gone together with its data; what it had sent to others remains theirs. */
  forget(host: LinkEnd): void {
    this.#latest.delete(host);
    for (const [replica, { primary, tap }] of this.#latest)
      if (primary === host) this.#latest.set(replica, { primary: null, tap });
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
