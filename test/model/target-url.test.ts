import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTargetUrl, type TargetUrl } from '../../src/model/target-url.js';

const open = { username: null, password: null, database: 0, tls: null, respVersion: null };
const plainTls = { caFile: null, certificateFile: null, keyFile: null, serverName: null, verify: true };
const plain: TargetUrl = {
  kind: 'redis',
  topology: 'single',
  endpoints: [{ host: 'h', port: 6379 }],
  primaryName: null,
  access: open,
  sentinelAccess: null,
};
const sentinel: TargetUrl = {
  ...plain,
  topology: 'sentinel',
  endpoints: [{ host: 'h', port: 26_379 }],
  primaryName: 'main',
  sentinelAccess: open,
};

describe('parseTargetUrl', () => {
  it.each<[string, TargetUrl]>([
    ['redis://h', plain],
    ['REDIS://h/', plain],
    ['valkey://h:7000/3', { ...plain, endpoints: [{ host: 'h', port: 7000 }], access: { ...open, database: 3 } }],
    ['redis://h?db=3&protocol=3', { ...plain, access: { ...open, database: 3, respVersion: 3 } }],
    ['redis://:p%40ss:w@h', { ...plain, access: { ...open, password: 'p@ss:w' } }],
    ['redis://us%3Aer:p%2F@h', { ...plain, access: { ...open, username: 'us:er', password: 'p/' } }],
    ['redis://user@h', { ...plain, access: { ...open, username: 'user' } }],
    ['redis://[::1]:1', { ...plain, endpoints: [{ host: '::1', port: 1 }] }],
    ['rediss://h', { ...plain, access: { ...open, tls: plainTls } }],
    [
      'valkeys://h?ca=/a%20b/ca.pem&cert=c&key=k&servername=n.example&verify=false',
      {
        ...plain,
        access: {
          ...open,
          tls: { caFile: '/a b/ca.pem', certificateFile: 'c', keyFile: 'k', serverName: 'n.example', verify: false },
        },
      },
    ],
    [
      'unix:///run/my%20redis.sock?db=2',
      { ...plain, endpoints: [{ host: '/run/my redis.sock', port: 0 }], access: { ...open, database: 2 } },
    ],
    [
      'redis+unix://:pw@/run/r.sock',
      { ...plain, endpoints: [{ host: '/run/r.sock', port: 0 }], access: { ...open, password: 'pw' } },
    ],
    ['redis+sentinel://h/main', sentinel],
    [
      'rediss+sentinel://u:pw@h,i:5/my%2Fmain/4?sentinel-user=s&sentinel-password=t',
      {
        ...sentinel,
        endpoints: [
          { host: 'h', port: 26_379 },
          { host: 'i', port: 5 },
        ],
        primaryName: 'my/main',
        access: { ...open, username: 'u', password: 'pw', database: 4, tls: plainTls },
        sentinelAccess: { ...open, username: 's', password: 't', tls: plainTls },
      },
    ],
    [
      'redis+cluster://h:1,i',
      {
        ...plain,
        topology: 'cluster',
        endpoints: [
          { host: 'h', port: 1 },
          { host: 'i', port: 6379 },
        ],
      },
    ],
    ['memcached://h', { ...plain, kind: 'memcached', topology: 'pool', endpoints: [{ host: 'h', port: 11_211 }] }],
  ])('parses %s', (text, value) => {
    expect(parseTargetUrl(text)).toEqual({ value });
  });

  it.each([
    ['redi://h', 'redis://[user'],
    ['', 'redis://[user'],
    ['redis://', 'a host after'],
    ['redis://h,', 'a host after'],
    ['redis://::1', 'a host after'],
    ['redis://[::g]', 'a host after'],
    ['redis://h:0', 'a port from 1 to 65535'],
    ['redis://h:65536', 'a port from 1 to 65535'],
    ['redis://h:', 'a port from 1 to 65535'],
    ['redis://user:secret', 'a port from 1 to 65535'],
    ['redis://h,i', 'one host'],
    ['redis://h/x', 'a whole number as the database'],
    ['redis://h/1/2', 'only a database number'],
    ['redis://h/1?db=1', 'the database once'],
    ['redis://u:a@b@h', 'no @ except'],
    ['redis://u:a/b@h', 'no @ except'],
    ['redis://u:a#b@h', 'no #'],
    ['redis://u:100%@h', 'a percent-encoded user and password'],
    ['redis://h?ca=x', 'only with TLS'],
    ['redis://h?secret', 'as name=value'],
    ['redis://h?pass=secret', 'as name=value'],
    ['redis://h?db=1&db=1', 'db once'],
    ['redis://h?protocol=4', 'protocol=2 or protocol=3'],
    ['redis://h?sentinel-password=x', 'only with redis+sentinel://'],
    ['rediss://h?cert=c', 'both cert and key'],
    ['rediss://h?verify=no', 'verify=true or verify=false'],
    ['rediss://h?servername=127.0.0.1', 'a host name as servername'],
    ['rediss://h?ca=%ff', 'percent-encoded UTF-8 as ca'],
    ['unix://run/r.sock', 'the whole path of a socket'],
    ['unix:///', 'the whole path of a socket'],
    ['redis+sentinel://h', 'the name of the primary'],
    ['redis+sentinel://h/main/0/1', 'the name of the primary'],
    ['redis+cluster://h/1', 'no database'],
    ['memcached://u:p@h', 'no user or password'],
    ['memcached://h?protocol=3', 'no parameters'],
    ['memcached://h,i:11211,h:11211', 'each server once'],
  ])('reports what is wrong with %j', (text, expected) => {
    expect(parseTargetUrl(text).expected).toContain(expected);
  });

  it('suggests a scheme for a host without one', () => {
    expect(parseTargetUrl('localhost:6379')).toMatchObject({ suggestion: 'redis://localhost:6379' });
  });

  it('parses what was printed as a URL', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        expect(parseTargetUrl(format(target))).toEqual({ value: target });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseTargetUrl(text)));
  });

  it('never repeats a password, wherever it is', () => {
    // The expected text has none of these letters.
    const secret = fc.stringMatching(/^[QXZ@:/?#%&=,]{3,12}$/).filter((text) => /[QXZ]/.test(text));
    const forms = [
      'redis://u:<>@h',
      'redis://u:<>',
      'redis://h?<>',
      'redis://h/<>',
      'redis:<>@h',
      '<>',
      'nosuch://<>@h',
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...forms), (password, form) => {
        expect(parseTargetUrl(form.replace('<>', () => password)).expected ?? '').not.toMatch(/[QXZ]/);
      }),
    );
  });
});

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().filter((address) => !address.includes('.')),
);
const places = fc.array(fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) }), { minLength: 1, maxLength: 4 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const anyTls = maybe(
  fc
    .record({
      caFile: maybe(word),
      pair: maybe(fc.tuple(word, word)),
      serverName: maybe(fc.domain()),
      verify: fc.boolean(),
    })
    .map(({ pair, ...tls }) => ({ ...tls, certificateFile: pair?.[0] ?? null, keyFile: pair?.[1] ?? null })),
);
const anyTarget: fc.Arbitrary<TargetUrl> = fc
  .record({
    topology: fc.constantFrom('single' as const, 'sentinel' as const, 'cluster' as const),
    endpoints: places,
    name: word,
    users: fc.record({ own: maybe(word), password: maybe(word), sentinel: maybe(word), sentinelPassword: maybe(word) }),
    database: fc.integer({ min: 0, max: 99_999 }),
    tls: anyTls,
    respVersion: fc.constantFrom(null, 2 as const, 3 as const),
  })
  .map(({ topology, endpoints, name, users, database, tls, respVersion }) => ({
    kind: 'redis',
    topology,
    endpoints: topology === 'single' ? endpoints.slice(0, 1) : endpoints,
    primaryName: topology === 'sentinel' ? name : null,
    access: {
      username: users.own,
      password: users.password,
      database: topology === 'cluster' ? 0 : database,
      tls,
      respVersion,
    },
    sentinelAccess:
      topology === 'sentinel'
        ? { username: users.sentinel, password: users.sentinelPassword, database: 0, tls, respVersion }
        : null,
  }));

function format({ topology, endpoints, primaryName, access, sentinelAccess }: TargetUrl): string {
  const { username, password, database, tls, respVersion } = access;
  const parameters = Object.entries({
    ca: tls?.caFile,
    cert: tls?.certificateFile,
    key: tls?.keyFile,
    servername: tls?.serverName,
    verify: tls === null ? null : String(tls.verify),
    protocol: respVersion === null ? null : String(respVersion),
    'sentinel-user': sentinelAccess?.username,
    'sentinel-password': sentinelAccess?.password,
  }).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const user =
    username === null && password === null
      ? ''
      : `${encodeURIComponent(username ?? '')}${password === null ? '' : `:${encodeURIComponent(password)}`}@`;
  const hosts = endpoints.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  const scheme = `redis${tls === null ? '' : 's'}${topology === 'single' ? '' : `+${topology}`}`;
  const path = `${primaryName === null ? '' : `/${encodeURIComponent(primaryName)}`}/${database}`;
  return `${scheme}://${user}${hosts}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}
