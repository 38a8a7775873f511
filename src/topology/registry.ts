import { clusterMode } from './cluster-mode/cluster-mode.js';
import { external } from './external/external.js';
import { managed } from './managed/managed.js';
import { memcached } from './memcached/memcached.js';
import { replicated } from './replicated/replicated.js';
import { sentinel } from './sentinel/sentinel.js';
import { standalone } from './standalone/standalone.js';
import type { TargetTopology, TopologyDefinition } from './topology.js';

/** All topologies, by their name in a scenario. */
export const topologies = {
  standalone,
  replicated,
  sentinel,
  managed,
  cluster: clusterMode,
  memcached,
  external,
} as const satisfies Record<string, TopologyDefinition | TargetTopology>;
export type TopologyKind = keyof typeof topologies;
