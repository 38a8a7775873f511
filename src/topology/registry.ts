import { memcached } from './memcached/memcached.js';
import { sentinel } from './sentinel/sentinel.js';
import type { TopologyDefinition } from './topology.js';

/** Every topology, under the word that a scenario uses for it. */
export const topologies = {
  sentinel,
  memcached,
} as const satisfies Record<string, TopologyDefinition>;
export type TopologyKind = keyof typeof topologies;
