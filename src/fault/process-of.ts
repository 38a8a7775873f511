import type { ServerProcess } from '../engine/server-process.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';

/** The process of a node. Throws EnvironmentError if it is not ours. */
export function processOf({ id, process }: ClusterNode): ServerProcess {
  if (process === null) throw new EnvironmentError(`The process of ${id} is not ours.`);
  return process;
}
