import { expect, it } from 'vitest';
import ClientCheck from '../../src/commands/client-check.js';
import { runInProcess } from './run-in-process.js';

it.each([
  [['foo'], 'There is no client "foo". Clients: ioredis, iovalkey, node-redis, valkey-glide, memjs, memcached, wire.'],
  [['iredis'], 'There is no client "iredis". Did you mean "ioredis"? Clients: ioredis,'],
  [['ioredis', '--through', 'cluter'], 'A client can\'t be checked through "cluter". Did you mean "cluster"?'],
  [['memjs', '--through', 'cluster'], 'memjs supports only memcached, and can\'t be checked through "cluster".'],
  [
    ['valkey-glide', '--through', 'sentinel'],
    'valkey-glide does not support Sentinel, and can\'t be checked through "sentinel". Try: --through server',
  ],
  [
    ['wire', '--client-policy', 'application'],
    "The client can't be checked with these settings; nothing was started. --client-policy: expected measured",
  ],
])('client-check %j starts nothing, and says why', async (argv, message) => {
  const { stderr, exitCode } = await runInProcess(ClientCheck, argv);
  expect(stderr.replace(/\s+›?\s*/g, ' ')).toContain(message);
  expect(exitCode).toBe(2);
});
