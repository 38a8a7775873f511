import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { CommandLine } from '../topology/data-access.js';
import type { Cluster } from '../topology/topology.js';

/** A connection to a node whose errors (EnvironmentError) name the node and the refused command. */
export function openLine(cluster: Cluster, node: ClusterNode, answerTimeoutMs?: number): CommandLine {
  const line = cluster.data.openLine(node, answerTimeoutMs);
  return {
    async command(words) {
      try {
        return await line.command(words);
      } catch (error) {
        const command = words.slice(0, 2).join(' ');
        throw new EnvironmentError(`${node.id} rejected the command ${command}: ${(error as Error).message}.`);
      }
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

/** Sends a node one command and returns its answer. Throws EnvironmentError if the node refuses or does not answer. */
export async function sendCommand(cluster: Cluster, node: ClusterNode, words: readonly string[]): Promise<unknown> {
  using line = openLine(cluster, node);
  return await line.command(words);
}
