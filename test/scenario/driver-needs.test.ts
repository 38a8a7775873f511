import { expect, it } from 'vitest';
import { problemsOf } from './temporary-scenario.js';

it.each([
  [
    'topology: { kind: sentinel, replicas: 1 }\nworkload: { driver: valkey-glide }',
    /workload.driver: valkey-glide does not support Sentinel; choose ioredis, iovalkey, node-redis or wire with --driver$/,
  ],
  [
    'topology: { kind: cluster, shards: 3, replicas: 1 }\nworkload: { driver: valkey-glide, durability: "wait:1" }',
    /workload.driver: valkey-glide can't send WAIT behind a write in a Redis Cluster; choose ioredis, iovalkey, node-redis or wire with/,
  ],
  [
    'topology: { kind: memcached, shards: 2, ejectLost: true }\nworkload: { driver: memjs }',
    /workload.driver: memjs does not distribute .* over the others; choose --set topology.ejectLost=false, or wire with --driver$/,
  ],
  [
    'topology: { kind: memcached, shards: 2, tls: true }\nworkload: { driver: memcached }',
    /workload.driver: memcached supports neither TLS nor the password of an auth file; choose wire with --driver$/,
  ],
  [
    'topology: { kind: memcached, shards: 2 }\nworkload: { driver: memjs, mix: { getex: 1 } }',
    /workload.driver: memjs has no getex; choose wire with --driver$/,
  ],
  [
    'topology: { kind: memcached, shards: 2 }\nworkload: { driver: memjs, protocol: meta }',
    /workload.protocol: expected binary with the driver memjs, found meta/,
  ],
  [
    'topology: { kind: standalone }\nworkload: { driver: memcached }',
    /workload.driver: memcached supports only memcached; choose ioredis, iovalkey, node-redis, valkey-glide or wire with --driver$/,
  ],
  [
    'topology: { kind: standalone }\nworkload: { driver: iovalkey, protocol: resp3 }',
    /workload.protocol: expected resp2 with the driver iovalkey, found resp3/,
  ],
  [
    'topology: { kind: memcached, shards: 2 }\norigin: { kind: postgres }\nworkload: { driver: memjs, pattern: { kind: cache-aside, stampede: lease } }',
    /workload.driver: memjs does not speak memcached's meta protocol, which this load needs; choose wire with --driver$/m,
  ],
])("what a client library can't do is refused before anything starts: %s", async (text, message) => {
  expect((await problemsOf(`name: mine\n${text}\n`)).join('\n')).toMatch(message);
});
