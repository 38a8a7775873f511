import type { ReplicationInfo } from '../replication-info.js';

/** How many replicas a target should have, nobody says: as many as its primaries have named at best, shard by shard. */
export class SeenRedundancy {
  #most: number[] = [];

  /** Whether a shard has so many that are online and at most a second behind, by the word of its present primary. */
  isRedundant(shard: number, primary: ReplicationInfo | undefined): boolean {
    if (primary?.role !== 'primary') return false;
    const inTime = primary.replicas.filter(({ online, lagSeconds }) => online && lagSeconds <= 1).length;
    const most = Math.max(this.#most[shard] ?? 0, inTime);
    this.#most[shard] = most;
    return inTime === most;
  }
}
