import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './temporary-scenario.js';

const minimal = 'name: mine\n';
const url = 'redis://user:secret@host:6380/2';

describe('topology standalone', () => {
  it('has no replicas by default, in flags and files', async () => {
    const byFlag = await load(minimal, { topology: 'standalone' });
    const byFile = await load(`${minimal}topology: { kind: standalone, zones: 1 }\n`);
    for (const { scenario, document } of [byFlag, byFile]) {
      expect(scenario.topology).toMatchObject({ kind: 'standalone', replicas: 0 });
      expect(document.topology.replicas).toBe(0);
    }
  });

  it('suggests another topology if replicas are requested', async () => {
    expect(await problemsOf(minimal, { topology: 'standalone', replicas: '2' })).toEqual([
      expect.stringMatching(/has no replicas, not 2; set replicas to 0, or use topology replicated or sentinel$/),
    ]);
  });

  it('has one node as a target, and no replica', async () => {
    const fault = (target: string) => `${minimal}faults:\n  - at: 1s\n    kill-process: { target: ${target} }\n`;
    const overrides = { topology: 'standalone' };
    expect(await problemsOf(fault('{ node: n1 }'), overrides)).toEqual([]);
    expect(await problemsOf(fault('replica'), overrides)).toEqual([expect.stringContaining('has no replicas')]);
    expect(await problemsOf(fault('{ node: s1 }'), overrides)).toEqual([expect.stringMatching(/nodes: n1$/)]);
  });
});

describe('topology memcached', () => {
  it('implies engine, driver and replicas', async () => {
    const byFlag = await load(minimal, { topology: 'memcached' });
    const byFile = await load(`${minimal}topology: { kind: memcached }\n`);
    for (const { scenario } of [byFlag, byFile]) {
      expect(scenario.topology).toMatchObject({ kind: 'memcached', engine: 'memcached', replicas: 0, shards: 3 });
      expect(scenario.workload.driver).toBe('wire');
    }
  });

  it("replaces a file's settings of another topology, but not those of a flag", async () => {
    const other = `${minimal}topology: { kind: sentinel, engine: redis, replicas: 2 }\nworkload: { driver: ioredis }\n`;
    const { scenario } = await load(other, { topology: 'memcached', shards: '5' });
    expect(scenario.topology).toMatchObject({ engine: 'memcached', replicas: 0, shards: 5 });
    expect(scenario.workload.driver).toBe('wire');
    expect(await problemsOf(other, { topology: 'memcached', engine: 'redis' })).toEqual([
      expect.stringMatching(/^--engine topology\.engine: expected an engine of topology memcached \(memcached\)/),
    ]);
    expect(await problemsOf(other, { topology: 'memcached', driver: 'ioredis' })).toEqual([
      expect.stringMatching(/^--driver workload\.driver: ioredis does not support memcached; choose .*\bwire\b/),
    ]);
  });

  it.each([
    ['workload: { mix: { set: 1, rpush: 3, zadd: 0 } }', /mix\.rpush: expected an operation that memcached supports/],
    ['workload: { commands: [{ command: "LPUSH __key__ 1" }] }', /workload\.commands: expected none/],
    ['workload: { durability: "wait:1" }', /workload\.durability: expected async, because memcached has no replicas/],
    [
      'workload: { durability: "waitaof:1,0" }',
      /workload\.durability: expected async, because memcached has no replicas/,
    ],
    ['workload: { ttl: 1000h }', /workload\.ttl: expected at most 720h/],
  ])('rejects what memcached does not support: %s', async (content, problem) => {
    const problems = await problemsOf(`${minimal}topology: { kind: memcached }\n${content}\n`);
    expect(problems).toContainEqual(expect.stringMatching(problem));
  });
});

describe('topology replicated', () => {
  it('has two replicas by default', async () => {
    expect((await load(minimal, { topology: 'replicated' })).scenario.topology.replicas).toBe(2);
  });
});

describe('--target', () => {
  it('replaces the whole topology, and its secrets stay out of the document', async () => {
    const { scenario, document } = await load(
      `${minimal}topology: { kind: sentinel, replicas: 2, config: { maxmemory: 1gb } }\n`,
      { target: url },
    );
    expect(scenario.topology).toMatchObject({ kind: 'external', target: url, replicas: 0, config: {} });
    expect(document.topology).toMatchObject({ target: expect.stringMatching(/^redis:\/\/.*\*\*\*@host:6380\/2$/) });
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('is rejected with settings that a target cannot have', async () => {
    const fault = `${minimal}faults:\n  - at: 1s\n    kill-process: {}\n`;
    expect(await problemsOf(fault, { target: url })).toEqual([
      expect.stringMatching(/the processes of a target are out of reach; skip the faults \(--no-faults\)$/),
    ]);
    expect(await problemsOf(fault, { target: url, 'no-faults': true })).toEqual([]);
    for (const set of ['topology.config.maxmemory=1gb', 'topology.shards=2', 'topology.links.betweenZones.delay=1ms'])
      expect(await problemsOf(minimal, { target: url, set: [set] })).toEqual([
        expect.stringContaining('topology external has the shape of its target'),
      ]);
  });

  it('lets writes wait for replicas, whose number is not known in advance', async () => {
    expect(await problemsOf(minimal, { target: url, durability: 'wait:1' })).toEqual([]);
    const { document } = await load(minimal, { target: url, durability: 'waitaof:1,9' });
    expect(document.topology.config).toEqual({});
  });

  it.each(['secret', 'redis://user:secret@host:port', 'ftp://user:secret@host'])(
    'never repeats an invalid URL: %s',
    async (target) => {
      const problems = await problemsOf(minimal, { target });
      expect(problems).toEqual([
        expect.stringMatching(/^--target topology\.target: expected .*, found something else( after redis:\/\/)?$/),
      ]);
      expect(problems.join()).not.toContain('secret');
    },
  );
});

describe('a target in a scenario file', () => {
  it('is required by topology external, and rejected by every other', async () => {
    const external = `${minimal}topology: { kind: external }\n`;
    expect(await problemsOf(external)).toEqual([expect.stringContaining('topology external needs a target')]);
    expect(await problemsOf(`${minimal}topology: { target: "${url}" }\n`)).toEqual([
      expect.stringMatching(/topology sentinel launches its servers/),
    ]);
  });
});

describe('TLS and a password', () => {
  const closing = { set: ['topology.tls=true', 'topology.password=true'] };

  it.each(['standalone', 'replicated', 'sentinel', 'cluster', 'memcached'])(
    'are supported by topology %s',
    async (topology) => {
      const { scenario } = await load(minimal, { topology, ...closing });
      expect(scenario.topology).toMatchObject({ tls: true, password: true });
      expect((await load(minimal, { topology })).scenario.topology).toMatchObject({ tls: false, password: false });
    },
  );

  it('are those of the target if the servers are external', async () => {
    for (const set of [['topology.tls=true'], ['topology.password=true']])
      expect(await problemsOf(minimal, { target: url, set })).toEqual([
        expect.stringMatching(/are for launched servers\. Write rediss:\/\/ in its URL/),
      ]);
  });

  it("accept no password of the user's choice, and do not repeat it", async () => {
    const problems = await problemsOf(minimal, { set: ['topology.password=hunter2'] });
    expect(problems).toEqual([expect.stringContaining('expected true for a random password')]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['{ requirepass: x }', /config\.requirepass can't be set: with topology\.password: true/],
    ['{ masterauth: x }', /config\.masterauth can't be set: with topology\.password: true/],
    ['{ tls-port: 7000 }', /config\.tls-port can't be set: with topology\.tls: true/],
    ['{ tls-auth-clients: true }', /config\.tls-auth-clients can't be set/],
    ['{ tls-ciphers: DEFAULT }', /config\.tls-ciphers needs topology\.tls: true$/],
  ])('cannot be set by directives: %s', async (config, problem) => {
    for (const kind of ['standalone', 'sentinel', 'cluster'])
      expect(await problemsOf(`${minimal}topology: { kind: ${kind}, config: ${config} }\n`)).toEqual([
        expect.stringMatching(problem),
      ]);
  });

  it('allow the scenario to set the details of TLS', async () => {
    const content = `${minimal}topology: { tls: true, config: { tls-protocols: TLSv1.3 } }\n`;
    expect(await problemsOf(content)).toEqual([]);
  });

  it.each([
    ['{ enable-ssl: true }', /\(TLS is topology\.tls: true\)$/],
    ['{ auth-file: x }', /\(a password is topology\.password: true\)$/],
    ['{ extended: "ssl_key=x" }', /config\.extended can't name certificates/],
  ])('cannot be set by options of memcached: %s', async (config, problem) => {
    expect(await problemsOf(`${minimal}topology: { kind: memcached, config: ${config} }\n`)).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});
