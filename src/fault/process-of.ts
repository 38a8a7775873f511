import { waitUntil } from '../clock/wait.js';
import { isStopped } from '../engine/process-state.js';
import type { ServerProcess } from '../engine/server-process.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';

/** The process of a node. Throws EnvironmentError if cache-bench did not start it. */
export function processOf({ id, process }: ClusterNode): ServerProcess {
  if (process === null) throw new EnvironmentError(`cache-bench did not start ${id} and can't control its process.`);
  return process;
}

/** The nodes' processes as the subject of a sentence: `process 12 is`, `processes 12, 13 are`. */
export function processNames(nodes: readonly ClusterNode[]): string {
  const pids = nodes.map((node) => processOf(node).pid).join(', ');
  return nodes.length === 1 ? `process ${pids} is` : `processes ${pids} are`;
}

/** Waits until all processes are stopped at once: signals take time. False: not within a second and `extraMs`. */
export function areStopped(processes: readonly ServerProcess[], extraMs = 0): Promise<boolean> {
  return waitUntil(async () => (await Promise.all(processes.map(({ pid }) => isStopped(pid)))).every(Boolean), {
    timeoutMs: 1_000 + extraMs,
    pollMs: 5,
  });
}
