import { monotonicMs } from '../clock/monotonic.js';
import type { Recovery } from '../model/scenario.js';
import type { RunLog } from '../progress/run-log.js';
import type { ClusterNode } from '../topology/cluster.js';
import { repairable } from '../topology/repair.js';
import type { Cluster } from '../topology/topology.js';

type ReturnWay = Exclude<Recovery, 'none'>;

interface NodeReturn {
  readonly startedAtMs: number;
  /** A string: why it failed, which the log has too. */
  readonly back: Promise<ClusterNode | string>;
}

/** What became of dead nodes. */
export interface Returned {
  /** The nodes that serve afterwards. */
  readonly back: readonly ClusterNode[];
  /** A sentence for each node that could not be brought back. */
  readonly failures: readonly string[];
}

/** Brings dead nodes back, each once across all faults: two faults may have the same target. */
export class NodeReturns {
  #cluster: Cluster;
  #log: Pick<RunLog, 'add' | 'warn'>;
  #last = new Map<ClusterNode, NodeReturn>();
  #replaced = new Set<ClusterNode>();

  constructor(cluster: Cluster, log: Pick<RunLog, 'add' | 'warn'>) {
    this.#cluster = cluster;
    this.#log = log;
  }

  isReplaced(node: ClusterNode): boolean {
    return this.#replaced.has(node);
  }

  /** `since` is when they were struck, on the monotonic clock. One failure does not stop the others. */
  async bringBack(
    dead: readonly ClusterNode[],
    way: ReturnWay,
    since: { readonly injectedAtMs: number; readonly fault: string },
  ): Promise<Returned> {
    const back: ClusterNode[] = [];
    const failures: string[] = [];
    for (const node of dead) {
      const last = this.#last.get(node);
      const isReturning = last !== undefined && last.startedAtMs >= since.injectedAtMs;
      const current = isReturning ? last : { startedAtMs: monotonicMs(), back: this.#return(node, way, since.fault) };
      this.#last.set(node, current);
      const returned = await current.back;
      if (typeof returned === 'string') failures.push(returned);
      else back.push(returned);
    }
    return { back, failures };
  }

  async #return(node: ClusterNode, asked: ReturnWay, fault: string): Promise<ClusterNode | string> {
    // A new sentinel would be an additional one to the others, which would still count the dead one towards the majority.
    const way = asked === 'replace' && node.role === 'sentinel' ? 'restart' : asked;
    try {
      const cluster = repairable(this.#cluster);
      await node.process?.kill();
      if (way !== 'replace') await cluster.restart(node, { empty: way === 'restart-empty' });
      const back = way === 'replace' ? await cluster.replace(node) : node;
      if (back !== node) this.#replaced.add(node);
      this.#log.add({ type: 'node-started', node: back.id, role: back.role, zone: back.zone });
      return back;
    } catch (error) {
      const what = way === 'replace' ? 'replaced' : 'started again';
      const failure = `${node.id} could not be ${what}. ${(error as Error).message}`;
      this.#log.warn('recovery-failed', `${fault}: ${failure}`);
      return failure;
    }
  }
}
