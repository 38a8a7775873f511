import { expect, it } from 'vitest';
import { problemsOf } from './temporary-scenario.js';

it.each([
  [
    'topology: { kind: sentinel, replicas: 1 }\nworkload: { driver: valkey-glide }',
    /workload.driver: expected another driver, because valkey-glide does not support Sentinel, found valkey-glide/,
  ],
  [
    'topology: { kind: cluster, shards: 3, replicas: 1 }\nworkload: { driver: valkey-glide, durability: "wait:1" }',
    /because valkey-glide can send no WAIT behind a write in a Redis Cluster/,
  ],
  [
    'topology: { kind: memcached, shards: 2, ejectLost: true }\nworkload: { driver: memjs }',
    /because memjs does not distribute the keys of a lost server over the others \(--set topology.ejectLost=false\)/,
  ],
  [
    'topology: { kind: memcached, shards: 2, tls: true }\nworkload: { driver: memcached }',
    /because memcached supports neither TLS nor the password of an auth file/,
  ],
  [
    'topology: { kind: memcached, shards: 2 }\nworkload: { driver: memjs, mix: { getex: 1 } }',
    /because memjs has no getex/,
  ],
  [
    'topology: { kind: memcached, shards: 2 }\nworkload: { driver: memjs, protocol: meta }',
    /workload.protocol: expected binary with the driver memjs, found meta/,
  ],
])("what a client library can't do is refused before anything starts: %s", async (text, message) => {
  expect((await problemsOf(`name: mine\n${text}\n`)).join('\n')).toMatch(message);
});
