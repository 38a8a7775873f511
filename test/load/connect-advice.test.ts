import { expect, it } from 'vitest';
import { connectAdvice } from '../../src/load/connect-advice.js';
import { openAccess } from '../../src/model/access.js';
import type { ClientView } from '../../src/model/client-view.js';

const endpoint = { host: '127.0.0.1', port: 6379 };
const single: ClientView = { kind: 'single', endpoint, access: openAccess };
const pool: ClientView = {
  kind: 'pool',
  servers: [{ endpoint, shard: 0 }],
  hashing: 'ketama',
  ejectsLost: true,
  access: openAccess,
};

it.each([
  // Errors observed with Redis, memcached and a proxy without meta commands.
  [
    'no primary accepted 50 connections within 10 s; the last refusal: h:1: ERR max number of clients reached',
    single,
    /^fewer connections \(--connections\), [^;]*maxclients[^;]*$/,
  ],
  ['Connection is closed. write EPIPE', single, /^fewer connections .*maxclients.*; or cache-bench doctor$/],
  ['h:1: ERROR Too many open connections', pool, /^fewer connections .*-c of memcached\)$/],
  ['h:1: it replied to "mn" with "ERROR" instead of MN', pool, /^--set workload\.protocol=text, [^;]*$/],
  ['h:1: the server closed the connection', pool, /^--set workload\.protocol=text.*; or fewer connections/],
  [
    'no connection within 5 s',
    single,
    /^a longer workload\.connectTimeout \(now 500 ms\), fewer threads \(--threads, now 2\)/,
  ],
  ['Connection is closed. connect EMFILE 127.0.1.1:24757 - Local (undefined:undefined)', single, /ulimit -n/],
  ['Connection is closed.', single, /^fewer connections /],
  ['Socket closed unexpectedly', single, /^fewer connections /],
  ['Connection is closed. connect ECONNREFUSED 127.0.0.1:6379', single, /^cache-bench doctor$/],
] as const)('after "%s", it names the setting that helps', (reason, view, advice) => {
  expect(connectAdvice(reason, { view, protocol: null, connectTimeoutMs: 500, workerCount: 2 })).toMatch(advice);
});

it('does not suggest the text protocol if it is already used', () => {
  const plan = { view: pool, protocol: 'text', connectTimeoutMs: 500, workerCount: 1 } as const;
  expect(connectAdvice('h:1: the server closed the connection', plan)).not.toContain('protocol');
});
