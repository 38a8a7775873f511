import { expect, it } from 'vitest';
import { echoAccess } from '../../src/link/echo-access.js';
import { openAccess } from '../../src/model/access.js';

const endpoint = { host: '127.0.0.1', port: 1 };
const tls = { ca: 'ca', certificate: null, key: null, serverName: null, verify: true };

it('an echo needs no credentials on an open server', () => {
  expect(echoAccess({ kind: 'single', endpoint, access: openAccess })).toEqual({ tls: null, login: null });
});

it('an echo sends sentinels and data nodes their own credentials', () => {
  const view = {
    kind: 'sentinel',
    primaryName: 'cache',
    sentinels: [],
    addressMap: {},
    access: { ...openAccess, password: 'data', tls },
    sentinelAccess: { ...openAccess, username: 'few', password: 'watch' },
  } as const;
  expect(echoAccess(view)).toEqual({ tls, login: { request: '*2\r\n$4\r\nAUTH\r\n$4\r\ndata\r\n', answerBytes: 5 } });
  expect(echoAccess(view, { isSentinel: true })).toEqual({
    tls: null,
    login: { request: '*3\r\n$4\r\nAUTH\r\n$3\r\nfew\r\n$5\r\nwatch\r\n', answerBytes: 5 },
  });
});

it('an echo speaks the memcached protocol', () => {
  const access = { ...openAccess, username: 'me', password: 'word' };
  const view = { kind: 'pool', servers: [], hashing: 'ketama', ejectsLost: false, access } as const;
  expect(echoAccess(view).login).toEqual({ request: 'set login 0 0 7\r\nme word\r\n', answerBytes: 8 });
});
