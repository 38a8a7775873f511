import type { ClusterEvent, ClusterNode } from '../cluster.js';

/**
 * Replicas started after the sentinels, and which sentinels know of each. A sentinel asks the primary for its replicas every
 * 10 s (INFO); a replica unknown to all when the primary dies is not given a new primary.
 */
export class LateComers {
  #knownBy = new Map<ClusterNode, Set<ClusterNode>>();

  add(node: ClusterNode): void {
    this.#knownBy.set(node, new Set());
  }

  /** Processes a sentinel's message: `+slave slave 127.0.1.3:7003 127.0.1.3 7003 @ cache 127.0.1.1 7001`. */
  hear(event: ClusterEvent, nodeAt: (host: string, port: number) => ClusterNode | undefined): void {
    if (event.type !== 'server-event' || event.name !== '+slave') return;
    const [, , host = '', port = ''] = event.detail.split(' ');
    const node = nodeAt(host, Number(port));
    if (node !== undefined) this.#knownBy.get(node)?.add(event.node);
  }

  /** Running replicas unknown to at least one of these sentinels. */
  unknownTo(sentinels: readonly ClusterNode[]): readonly ClusterNode[] {
    return [...this.#knownBy]
      .filter(([node, known]) => node.running && sentinels.some((sentinel) => !known.has(sentinel)))
      .map(([node]) => node);
  }
}
