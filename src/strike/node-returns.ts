import { monotonicMs } from '../clock/monotonic.js';
import type { Recovery } from '../model/scenario.js';
import type { RunLog } from '../progress/run-log.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

type ReturnWay = Exclude<Recovery, 'none'>;

interface NodeReturn {
  readonly startedAtMs: number;
  /** Undefined: it failed, and that has been reported. */
  readonly back: Promise<ClusterNode | undefined>;
}

/** Brings dead nodes back, each once across all faults: two faults may have the same target. */
export class NodeReturns {
  #cluster: Cluster;
  #log: Pick<RunLog, 'add' | 'warn'>;
  #last = new Map<ClusterNode, NodeReturn>();

  constructor(cluster: Cluster, log: Pick<RunLog, 'add' | 'warn'>) {
    this.#cluster = cluster;
    this.#log = log;
  }

  /**
   * The nodes that serve afterwards; `since` is when they were struck, on the monotonic clock. One failure does not stop the
   * others.
   */
  async bringBack(
    dead: readonly ClusterNode[],
    way: ReturnWay,
    since: { readonly injectedAtMs: number; readonly fault: string },
  ): Promise<readonly ClusterNode[]> {
    const back: ClusterNode[] = [];
    for (const node of dead) {
      const last = this.#last.get(node);
      const isReturning = last !== undefined && last.startedAtMs >= since.injectedAtMs;
      const current = isReturning ? last : { startedAtMs: monotonicMs(), back: this.#return(node, way, since.fault) };
      this.#last.set(node, current);
      const returned = await current.back;
      if (returned !== undefined) back.push(returned);
    }
    return back;
  }

  async #return(node: ClusterNode, asked: ReturnWay, fault: string): Promise<ClusterNode | undefined> {
    // A new sentinel would be an additional one to the others, which would still count the dead one towards the majority.
    const way = asked === 'replace' && node.role === 'sentinel' ? 'restart' : asked;
    try {
      await node.process.kill();
      if (way !== 'replace') await this.#cluster.restart(node, { empty: way === 'restart-empty' });
      const back = way === 'replace' ? await this.#cluster.replace(node) : node;
      this.#log.add({ type: 'node-started', node: back.id, role: back.role, zone: back.zone });
      return back;
    } catch (error) {
      const what = way === 'replace' ? 'replaced' : 'started again';
      this.#log.warn('recovery-failed', `${fault}: ${node.id} could not be ${what}. ${(error as Error).message}`);
      return undefined;
    }
  }
}
