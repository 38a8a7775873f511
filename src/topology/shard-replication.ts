import type { ClusterNode } from './cluster.js';
import type { AttachedReplica } from './replication-info.js';
import type { Cluster } from './topology.js';

/** What the primaries of a cluster report about their replicas and vice versa, by shard. */
export class ShardReplication {
  #cluster: Pick<Cluster, 'nodes' | 'primaryOf' | 'nodeAt' | 'replicationOf'>;

  constructor(cluster: Pick<Cluster, 'nodes' | 'primaryOf' | 'nodeAt' | 'replicationOf'>) {
    this.#cluster = cluster;
  }

  /** Whether a shard has a primary, and this many live replicas online and within a second of its offset. */
  isRedundant(shard: number, replicas: number): boolean {
    if (!this.#hasPrimary(shard)) return false;
    const inTime = this.#attached(shard).filter(
      // A primary still lists a replica for a while after its death.
      ({ host, port, online, lagSeconds }) => online && lagSeconds <= 1 && this.#cluster.nodeAt(host, port)?.running,
    );
    return inTime.length >= replicas;
  }

  /** Whether the primary of its shard lists a node as online. */
  isAttached(node: ClusterNode): boolean {
    return this.#attached(node.shard ?? 0).some(
      ({ host, port, online }) => online && this.#cluster.nodeAt(host, port) === node,
    );
  }

  /** Whether a shard has a self-reported primary, and every other live node of it is attached to it and online. */
  isInSync(shard: number): boolean {
    if (!this.#hasPrimary(shard)) return false;
    const primary = this.#cluster.primaryOf(shard);
    return this.#cluster.nodes
      .filter((node) => node.shard === shard && node !== primary && node.running)
      .every((node) => this.isAttached(node) && this.#cluster.replicationOf(node)?.linkUp === true);
  }

  /** The last report of each data node as a phrase, to explain why a cluster is not in sync. */
  describe(): string {
    return this.#cluster.nodes
      .filter(({ shard }) => shard !== null)
      .map((node) => {
        const info = this.#cluster.replicationOf(node);
        if (info === undefined) return `${node.id}: no reply`;
        return `${node.id}: ${info.role}, ${info.replicas.length} replicas, link ${info.linkUp ? 'up' : 'down'}`;
      })
      .join('; ');
  }

  #hasPrimary(shard: number): boolean {
    const primary = this.#cluster.primaryOf(shard);
    return primary !== undefined && this.#cluster.replicationOf(primary)?.role === 'primary';
  }

  /** The replicas listed by a shard's current primary. */
  #attached(shard: number): readonly AttachedReplica[] {
    const primary = this.#cluster.primaryOf(shard);
    const info = primary && this.#cluster.replicationOf(primary);
    return info?.role === 'primary' ? info.replicas : [];
  }
}
