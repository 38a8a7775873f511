import type { ClusterEvent, ClusterNode } from '../cluster.js';

/**
 * Replicas that were started after the sentinels, and which sentinels have heard of each. A sentinel asks the primary for its
 * replicas every 10 s (INFO); a replica that none knows when the primary dies is told by nobody whom to follow then.
 */
export class LateComers {
  #knownBy = new Map<ClusterNode, Set<ClusterNode>>();

  add(node: ClusterNode): void {
    this.#knownBy.set(node, new Set());
  }

  /** Takes what a sentinel tells: `+slave slave 127.0.1.3:7003 127.0.1.3 7003 @ cache 127.0.1.1 7001`. */
  hear(event: ClusterEvent, nodeAt: (host: string, port: number) => ClusterNode | undefined): void {
    if (event.type !== 'server-event' || event.name !== '+slave') return;
    const [, , host = '', port = ''] = event.detail.split(' ');
    const node = nodeAt(host, Number(port));
    if (node !== undefined) this.#knownBy.get(node)?.add(event.node);
  }

  /** Those that still run, and that one of these sentinels has not heard of. */
  unknownTo(sentinels: readonly ClusterNode[]): readonly ClusterNode[] {
    return [...this.#knownBy]
      .filter(([node, known]) => node.process.running && sentinels.some((sentinel) => !known.has(sentinel)))
      .map(([node]) => node);
  }
}
