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
])("what a client library can't do is refused before anything starts: %s", async (text, message) => {
  expect((await problemsOf(`name: mine\n${text}\n`)).join('\n')).toMatch(message);
});
