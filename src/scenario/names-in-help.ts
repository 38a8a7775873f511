import { driversOf } from '../load/driver/registry.js';
import { memcachedFamily, respFamily } from '../model/protocol-family.js';
import { topologiesThatCan } from '../topology/can.js';

/** Topologies whose servers are launched: `standalone, replicated, ...`. */
export const launchedTopologies = topologiesThatCan(['processes']).join(', ');

/** Drivers by the servers they work with: `ioredis, ...; for memcached: ...`. */
export const driversByServers = `${driversOf(respFamily).join(', ')}; for memcached: ${driversOf(memcachedFamily).join(', ')}`;
