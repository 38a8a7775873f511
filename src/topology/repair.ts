import { EnvironmentError } from '../errors/errors.js';
import type { Cluster, Repair } from './topology.js';

/** The cluster with its means of repair. Throws EnvironmentError if its processes are not ours. */
export function repairable(cluster: Cluster): Cluster & Repair {
  if (!isRepairable(cluster)) throw new EnvironmentError('The servers are not ours to restart or to replace.');
  return cluster;
}

function isRepairable(cluster: Cluster): cluster is Cluster & Repair {
  return cluster.restart !== undefined && cluster.replace !== undefined;
}
