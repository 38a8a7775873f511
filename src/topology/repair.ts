import { EnvironmentError } from '../errors/errors.js';
import type { Cluster, Repair } from './topology.js';

/** The cluster with its means of repair. Throws EnvironmentError if its processes are not ours. */
export function repairable(cluster: Cluster): Cluster & Repair {
  if (!isRepairable(cluster))
    throw new EnvironmentError("cache-bench did not start these servers and can't restart or replace them.");
  return cluster;
}

function isRepairable(cluster: Cluster): cluster is Cluster & Repair {
  return cluster.restart !== undefined && cluster.replace !== undefined;
}
