import type { ReplicationInfo } from '../replication-info.js';

/** The expected number of replicas of a target is unknown: the maximum that its primaries have listed, per shard. */
export class SeenRedundancy {
  #most: number[] = [];

  /** Whether a shard has that many replicas online and at most a second behind, according to its current primary. */
  isRedundant(shard: number, primary: ReplicationInfo | undefined): boolean {
    if (primary?.role !== 'primary') return false;
    const inTime = primary.replicas.filter(({ online, lagSeconds }) => online && lagSeconds <= 1).length;
    const most = Math.max(this.#most[shard] ?? 0, inTime);
    this.#most[shard] = most;
    return inTime === most;
  }
}
