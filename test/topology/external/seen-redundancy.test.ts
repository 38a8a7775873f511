import { expect, it } from 'vitest';
import { SeenRedundancy } from '../../../src/topology/external/seen-redundancy.js';
import { parseReplicationInfo } from '../../../src/topology/replication-info.js';

function primaryWith(...replicas: readonly string[]) {
  const lines = replicas.map((text, index) => `slave${index}:ip=127.0.0.1,port=${7000 + index},${text}`);
  return parseReplicationInfo(['role:master', 'master_repl_offset:10', ...lines].join('\r\n'));
}

it('expects as many up-to-date replicas of a shard as its primary ever had', () => {
  const seen = new SeenRedundancy();
  const online = 'state=online,offset=10,lag=0';
  expect(seen.isRedundant(0, primaryWith(online))).toBe(true);
  expect(seen.isRedundant(0, primaryWith(online, online))).toBe(true);
  expect(seen.isRedundant(0, primaryWith(online))).toBe(false);
  expect(seen.isRedundant(0, primaryWith(online, 'state=online,offset=10,lag=5'))).toBe(false);
  expect(seen.isRedundant(0, primaryWith(online, 'state=wait_bgsave,offset=0,lag=0'))).toBe(false);
  expect(seen.isRedundant(0, primaryWith(online, online))).toBe(true);
  expect(seen.isRedundant(0, undefined)).toBe(false);
  expect(seen.isRedundant(0, parseReplicationInfo('role:slave'))).toBe(false);
  expect(seen.isRedundant(1, primaryWith())).toBe(true);
});
