import type { ClusterNode } from '../cluster.js';
import { untilConverged } from '../converge.js';
import type { ReplicationInfo } from '../replication-info.js';
import { describeTarget } from './target-node.js';
import { convergencePollMs } from './target-servers.js';

/** A target whose servers know nothing of each other: each is a shard without replicas. */
export abstract class UnreplicatedTarget {
  readonly network = null;
  readonly security = null;
  readonly warnings = [];
  readyMs = 0;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** By shard. */
  abstract get nodes(): readonly ClusterNode[];

  protected abstract allServe(): Promise<boolean>;

  describe() {
    return describeTarget(this.nodes);
  }

  primaryOf(shard: number): ClusterNode | undefined {
    return this.nodes[shard];
  }

  replicasOf(): readonly ClusterNode[] {
    return [];
  }

  replicationOf(): ReplicationInfo | undefined {
    return undefined;
  }

  nodeAt(host: string, port: number): ClusterNode | undefined {
    return this.nodes.find(({ address }) => address.host === host && address.port === port);
  }

  isRedundant(): boolean {
    return true;
  }

  isAttached(): boolean {
    return true;
  }

  /** Waits until every server answers. */
  async converge(timeoutMs: number): Promise<boolean> {
    return untilConverged(() => this.allServe(), { timeoutMs, pollMs: convergencePollMs, signal: this.#signal });
  }
}
