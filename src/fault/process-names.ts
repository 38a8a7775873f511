import type { ClusterNode } from '../topology/cluster.js';
import { processOf } from './process-of.js';

/** The nodes' processes as the subject of a sentence: `process 12 is`, `processes 12, 13 are`. */
export function processNames(nodes: readonly ClusterNode[]): string {
  const pids = nodes.map((node) => processOf(node).pid).join(', ');
  return nodes.length === 1 ? `process ${pids} is` : `processes ${pids} are`;
}
