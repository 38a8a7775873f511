import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../../src/errors/errors.js';
import { faults } from '../../src/fault/registry.js';
import { operationKinds } from '../../src/load/operation/registry.js';
import { distributions } from '../../src/load/workload/distribution/registry.js';
import { formatScenario } from '../../src/scenario/format-scenario.js';
import { load, problemsOf } from './temporary-scenario.js';

const distributionSyntaxes = Object.values(distributions)
  .map(({ syntax }) => syntax)
  .join(', ');
const faultNames = Object.keys(faults).join(', ');

const minimal = 'name: mine\n';
const withFault = `${minimal}faults:\n  - at: 6s\n    kill-process: {}\n`;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a scenario file', () => {
  it('needs only a name; everything else has a default', async () => {
    const { document, scenario, warnings } = await load(`${minimal}seed: 7\n`);
    expect(warnings).toEqual([]);
    expect(document).toEqual({
      name: 'mine',
      description: '',
      topology: {
        kind: 'sentinel',
        engine: 'redis',
        replicas: 2,
        shards: 1,
        hashing: 'ketama',
        ejectLost: false,
        zones: 3,
        links: null,
        tls: false,
        password: false,
        config: {},
        nodeConfig: {},
        managed: { detectAfter: '5s', dnsDelay: '5s' },
        sentinel: { count: 3, downAfter: '1s', failoverTimeout: '5s', quorum: 2 },
        cluster: { nodeTimeout: '1s', requireFullCoverage: false },
        target: null,
        addressMap: {},
        basePort: null,
      },
      workload: {
        driver: 'ioredis',
        protocol: null,
        clientPolicy: 'measured',
        connections: 16,
        threads: 'auto',
        pipeline: 1,
        rate: 10_000,
        pacer: 'constant',
        requests: null,
        deadline: '1s',
        connectTimeout: null,
        keys: 20_000,
        distribution: 'uniform',
        valueSize: 128,
        data: 'random',
        mix: { set: 50, get: 50 },
        commands: [],
        preload: true,
        ttl: null,
        keysPerOperation: 10,
        readFrom: 'primary',
        zone: null,
        durability: 'async',
        audit: 'chain',
      },
      phases: { warmup: '2s', duration: '20s' },
      faults: [],
      gates: [],
      seed: 7,
    });
    expect(scenario).toEqual({
      application: null,
      name: 'mine',
      description: '',
      seed: 7,
      topology: {
        kind: 'sentinel',
        engine: 'redis',
        engineVersion: null,
        replicas: 2,
        shards: 1,
        zones: 3,
        links: null,
        tls: false,
        password: false,
        config: {},
        nodeConfig: {},
        sentinel: { count: 3, downAfterMs: 1000, failoverTimeoutMs: 5000, quorum: 2 },
        basePort: null,
      },
      workload: {
        driver: 'ioredis',
        protocol: null,
        clientPolicy: 'measured',
        connections: 16,
        threads: 1,
        pattern: null,
        history: null,
        clientOptions: null,
        clientModule: null,
        replay: null,
        application: null,
        pipeline: 1,
        ratePerSecond: 10_000,
        pacer: { kind: 'constant' },
        requests: null,
        connectTimeoutMs: 1_000,
        deadlineMs: 1000,
        keys: 20_000,
        distribution: { kind: 'uniform' },
        valueBytes: 128,
        valueSizes: { kind: 'fixed', bytes: 128 },
        data: 'random',
        mix: { set: 50, get: 50 },
        commands: [],
        preload: true,
        ttlMs: null,
        keysPerOperation: 10,
        readFrom: 'primary',
        zone: null,
        durability: { kind: 'async' },
        audit: 'chain',
      },
      origin: null,
      agents: null,
      cost: null,
      phases: { warmupMs: 2000, durationMs: 20_000 },
      faults: [],
      gates: [],
      abortGates: [],
    });
  });

  it('can use units', async () => {
    const { scenario } = await load(
      [
        'name: mine',
        'topology: { links: { betweenZones: { delay: 500us, jitter: 1ms, bandwidth: 10kb } }, config: { appendonly: true, maxmemory: 100mb, databases: 1 }, nodeConfig: { n2: { replica-priority: 10, appendonly: false } } }',
        'workload: { rate: 2k, valueSize: 4kb, deadline: 1.5s, durability: "wait:2", distribution: "zipf:1.1" }',
        'phases: { warmup: 0s, duration: 1m }',
        'faults: [{ at: 10s, kill-process: { target: replica }, recover: restart, after: 500ms }]',
      ].join('\n'),
    );
    expect(scenario.topology).toMatchObject({
      links: { betweenZones: { delayMs: 0.5, jitterMs: 1, bytesPerSecond: 10_240 } },
      config: { appendonly: 'yes', maxmemory: '100mb', databases: '1' },
      nodeConfig: { n2: { 'replica-priority': '10', appendonly: 'no' } },
    });
    expect(scenario.workload).toMatchObject({
      ratePerSecond: 2000,
      distribution: { kind: 'zipf', exponent: 1.1 },
      valueBytes: 4096,
      deadlineMs: 1500,
      durability: { kind: 'wait', replicas: 2 },
    });
    expect(scenario.phases).toEqual({ warmupMs: 0, durationMs: 60_000 });
    expect(scenario.faults).toMatchObject([
      {
        name: 'kill-process',
        options: { target: 'replica' },
        timing: { kind: 'at', atMs: 10_000 },
        recover: 'restart',
        afterMs: 500,
      },
    ]);
  });

  it.each(['{}', 'null', '', '{ target: primary }'])('can have the options of a fault as "%s"', async (options) => {
    const { document, scenario } = await load(`${minimal}faults:\n  - at: 6s\n    host-loss: ${options}\n`);
    expect(scenario.faults).toMatchObject([
      { name: 'host-loss', options: { target: 'primary' }, recover: 'none', afterMs: 3000 },
    ]);
    expect(document.faults).toMatchObject([
      { at: '6s', 'host-loss': { target: 'primary' }, recover: 'none', after: '3s' },
    ]);
  });

  it('configures an append-only file if writes wait for disks, and warns if the deadline is too short', async () => {
    const { scenario, document, warnings } = await load(minimal, { durability: 'waitaof:1,2' });
    expect(scenario.workload.durability).toEqual({ kind: 'waitaof', local: 1, replicas: 2 });
    expect(scenario.topology.config).toEqual({ appendonly: 'yes' });
    expect(document.topology.config).toEqual({ appendonly: true });
    expect(warnings).toMatchObject([{ code: 'waitaof-deadline', message: /everysec .* workload\.deadline is 1s/ }]);
    for (const set of ['workload.deadline=3s', 'topology.config.appendfsync=always'])
      expect((await load(minimal, { durability: 'waitaof:0,1', set: [set] })).warnings).toEqual([]);
    expect((await load(minimal, { durability: 'wait:1' })).document.topology.config).toEqual({});
  });

  it('gets a 32-bit seed by default', async () => {
    const { document, scenario, seedDrawn } = await load(minimal);
    expect(seedDrawn).toBe(true);
    expect(document.seed).toBe(scenario.seed);
    expect(Number.isInteger(scenario.seed) && scenario.seed >= 0 && scenario.seed < 2 ** 32).toBe(true);
  });
});

describe('an error in a scenario file', () => {
  it.each([
    [
      'an unknown key',
      `${minimal}topology:\n  replica: 3\n`,
      'given.yaml:3:3 topology.replica: expected one of the keys kind, engine, replicas, shards, zones, links, tls, password, config, nodeConfig, basePort, sentinel, managed, cluster, hashing, ejectLost, target, addressMap, found "replica"; did you mean "replicas"?',
    ],
    [
      'a key in the wrong place',
      `${minimal}connections: 3\n`,
      'given.yaml:2:1 connections: expected one of the keys name, description, topology, workload, application, origin, agents, phases, faults, gates, cost, sweep, seed, found "connections"; did you mean "workload.connections"?',
    ],
    [
      'a number without a unit',
      `${minimal}phases: { duration: 20 }\n`,
      'given.yaml:2:21 phases.duration: expected a duration with its unit (us, ms, s, m or h), such as 20s, found 20; did you mean "20s"?',
    ],
    [
      'a wrong unit',
      `${minimal}phases: { duration: 20sec }\n`,
      'given.yaml:2:21 phases.duration: expected a duration with its unit (us, ms, s, m or h), such as 20s, found "20sec"; did you mean "20s"?',
    ],
    [
      'a duration beyond its bounds',
      `${minimal}phases: { duration: 25h }\n`,
      'given.yaml:2:21 phases.duration: expected a duration from 1ms to 24h, found "25h"',
    ],
    [
      'a negative rate',
      `${minimal}workload: { rate: -5 }\n`,
      'given.yaml:2:19 workload.rate: expected a rate per second above 0, such as 10000 or 10k, or max for as fast as replies arrive, found -5',
    ],
    [
      'too high a rate',
      `${minimal}workload: { rate: 11m }\n`,
      'given.yaml:2:19 workload.rate: expected a rate per second above 0, such as 10000 or 10k, or max for as fast as replies arrive, and at most 10000000, found "11m"',
    ],
    [
      'a misspelt word',
      `${minimal}workload: { clientPolicy: mesured }\n`,
      'given.yaml:2:27 workload.clientPolicy: expected one of measured, production, application, found "mesured"; did you mean "measured"?',
    ],
    [
      'a misspelt distribution',
      `${minimal}workload: { distribution: "zip:0.9" }\n`,
      `given.yaml:2:27 workload.distribution: expected one of the distributions ${distributionSyntaxes}, found "zip:0.9"; did you mean "zipf:0.9"?`,
    ],
    [
      'a misspelt operation',
      `${minimal}workload: { mix: { gett: 1 } }\n`,
      `given.yaml:2:20 workload.mix.gett: expected one of the keys ${operationKinds.join(', ')}, found "gett"; did you mean "get"?`,
    ],
    [
      'an impossible target',
      `${minimal}faults:\n  - at: 6s\n    kill-process: { target: primry }\n`,
      'given.yaml:4:29 faults.0.kill-process.target: expected one of primary, every-primary, replica, every-replica, sentinel, minority, majority, every-node, found "primry"; did you mean "primary"?',
    ],
    [
      'a target with an unknown key',
      `${minimal}faults:\n  - at: 6s\n    kill-process: { target: { nod: n1, node: n1 } }\n`,
      'given.yaml:4:31 faults.0.kill-process.target.nod: expected one of the keys node, zone, found "nod"; did you mean "node"?',
    ],
    [
      'a misspelt fault',
      `${minimal}faults:\n  - at: 6s\n    host-los: {}\n`,
      /^given\.yaml:4:5 faults\.0\.host-los: expected one of the keys at, .*, after, found "host-los"; did you mean "host-loss"\?$/,
    ],
    [
      'no fault in an entry',
      `${minimal}faults:\n  - at: 6s\n`,
      `given.yaml:3:5 faults.0: expected exactly one of the faults ${faultNames}, found none`,
    ],
    [
      'two faults in one entry',
      `${minimal}faults:\n  - at: 6s\n    host-loss: {}\n    kill-process: {}\n`,
      `given.yaml:3:5 faults.0: expected exactly one of the faults ${faultNames}, found host-loss and kill-process`,
    ],
    ['a missing name', 'seed: 3\n', 'given.yaml:1:1 name: expected a text, found nothing'],
    ['a list for a mapping', `${minimal}topology: [1]\n`, 'given.yaml:2:11 topology: expected a mapping, found a list'],
    ['a text for the whole', 'hello\n', 'given.yaml:1:1: expected a mapping, found "hello"'],
    [
      'a number beyond its bounds',
      `${minimal}workload: { connections: 10001 }\n`,
      'given.yaml:2:26 workload.connections: expected a whole number from 1 to 10000, found 10001',
    ],
    [
      'no number at all',
      `${minimal}workload: { keys: .inf }\n`,
      'given.yaml:2:19 workload.keys: expected a whole number from 1 to 50000000, found Infinity',
    ],
    [
      'threads by another word',
      `${minimal}workload: { threads: many }\n`,
      'given.yaml:2:22 workload.threads: expected auto or a whole number from 1 to 64, found "many"',
    ],
    [
      'a durability by another word',
      `${minimal}workload: { durability: "wait" }\n`,
      'given.yaml:2:25 workload.durability: expected async, wait:N for N replicas that must have a write, or waitaof:L,N for the disks of L (0 or 1) primary and N replicas, found "wait"',
    ],
    [
      'a directive on two lines',
      `${minimal}topology: { config: { dir: "/\\nport 1" } }\n`,
      'given.yaml:2:28 topology.config.dir: expected the value of a server directive, on one line, found "/\\nport 1"',
    ],
    [
      'no directive',
      `${minimal}topology: { config: { "a b": 1 } }\n`,
      'given.yaml:2:23 topology.config.a b: expected the name of a server directive, such as maxmemory, or a letter of memcached, such as I, found "a b"',
    ],
    [
      'an unknown metric in a gate',
      `${minimal}gates:\n  - lost_writes == 0\n  - droped < 3\n`,
      'given.yaml:4:5 gates.1: expected one of the metrics that "cache-bench list metrics" explains, found "droped"; did you mean "dropped"?',
    ],
    [
      'a wrong unit in a gate',
      `${minimal}gates: ["service_time.p99 < 3msec"]\n`,
      'given.yaml:2:29 gates.0: expected a duration with its unit (us, ms, s, m or h), such as 20s, found "3msec"; did you mean "3ms"?',
    ],
    [
      'a key that every object has',
      `${minimal}constructor: {}\n`,
      /^given\.yaml:2:1 constructor: expected one of the keys name, .*, found "constructor"$/,
    ],
  ])('has the place, what was expected and what was found: %s', async (_, text, expected) => {
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('does not hide others: all are listed in one error that exits with 2', async () => {
    const text = `${minimal}phases: { duration: 20 }\nworkload: { rate: -1, kees: 3 }\ngates: [lost < 1]\n`;
    expect(await problemsOf(text)).toHaveLength(4);
    await expect(load(text)).rejects.toMatchObject({
      exitCode: exitCodes.usage.code,
      message: expect.stringContaining('has 4 problems; nothing was started.'),
    });
  });

  it('never crashes: any file gives a scenario or an error with exit code 2', async () => {
    const words = fc.constantFrom(
      'name',
      'topology',
      'faults',
      'gates',
      'at',
      'host-loss',
      'workload',
      'rate',
      '__proto__',
      'mix',
      'sentinel',
      'toString',
    );
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
      ),
      leaf: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), words, fc.string({ maxLength: 5 })),
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          tree.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        async (text) => {
          const error = await load(text).then(
            () => ({ exitCode: 2 }),
            (thrown: unknown) => thrown,
          );
          expect(error).toMatchObject({ exitCode: exitCodes.usage.code });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a scenario with conflicting parts', () => {
  it.each([
    ['topology: { shards: 2 }', /^given\.yaml:2:11 topology: .*1 shard/],
    [
      'topology: { engine: memcached }',
      /topology\.engine: expected an engine of topology sentinel \(redis, valkey\), found memcached/,
    ],
    [
      'topology: { sentinel: { count: 3, quorum: 4 } }',
      /2:43 topology\.sentinel\.quorum: expected a quorum that 3 sentinels can reach, found 4/,
    ],
    ['topology: { replicas: 99 }', /topology: expected at most 100 nodes, found 103/],
    [
      'topology: { kind: memcached }\nworkload: { driver: ioredis }',
      /workload\.driver: ioredis does not support memcached; choose memjs, memcached or wire with --driver/,
    ],
    ['topology: { basePort: 65531 }', /topology\.basePort: expected space for 6 ports/],
    [
      'workload: { threads: 8, connections: 4 }',
      /workload\.threads: expected at most one thread per connection \(4\), found 8/,
    ],
    ['workload: { mix: { get: 0 } }', /workload\.mix: expected at least one operation with a weight above 0/],
    [
      'workload: { durability: "wait:3" }',
      /workload\.durability: expected at most 2 \(each shard has 2 replicas\), found 3/,
    ],
    [
      'workload: { durability: "waitaof:1,3" }',
      /workload\.durability: expected at most 2 \(each shard has 2 replicas\), found 3/,
    ],
    [
      'topology: { nodeConfig: { n4: { appendonly: yes } } }',
      /topology\.nodeConfig\.n4: expected a data node that the topology starts with \(n1 to n3\), found n4/,
    ],
    ['topology: { nodeConfig: { s1: { port: 1 } } }', /topology\.nodeConfig\.s1: expected the name of a data node/],
    ['topology: { nodeConfig: { n2: { port: 1 } } }', /topology: nodeConfig\.n2\.port can't be set/],
    ['workload: { durability: "waitaof:0,0" }', /workload\.durability: expected async, wait:N/],
    ['workload: { durability: "waitaof:2,1" }', /workload\.durability: expected async, wait:N/],
    [
      'topology: { config: { appendonly: no } }\nworkload: { durability: "waitaof:1,1" }',
      /topology\.config\.appendonly: expected true, because durability waitaof waits for the append-only file, found no/,
    ],
    ['workload: { valueSize: 23 }', /workload\.valueSize: expected at least 24 bytes/],
    ['workload: { valueSize: 23-64 }', /workload\.valueSize: expected at least 24 bytes.*found 23/],
    ['workload: { valueSize: "4kb:1,20:9" }', /workload\.valueSize: expected at least 24 bytes.*found 20/],
    ['workload: { valueSize: 64-17mb }', /workload\.valueSize: expected sizes from 1 to 16mb bytes/],
    ['workload: { valueSize: 1024-64 }', /workload\.valueSize: expected a range.*did you mean "64-1kb"\?/],
    ['workload: { data: randon }', /workload\.data: .*did you mean "random"\?/],
    ['workload: { distribution: gausian:0.5:0.1 }', /workload\.distribution: .*did you mean "gaussian:0\.5:0\.1"\?/],
    ['workload: { distribution: hotset:20:80 }', /workload\.distribution: .*hotset requires the fraction/],
    ['workload: { pacer: poison }', /workload\.pacer: expected one of the pacers constant.*did you mean "poisson"\?/],
    ['workload: { pacer: "ramp:fast" }', /workload\.pacer: expected a pacer with valid parameters \(ramp requires/],
    ['workload: { pacer: "ramp:20k" }', /workload\.pacer: expected a first rate of at most workload\.rate, 10000/],
    ['workload: { pacer: closed }', /workload\.pacer: expected a pacer that plans 10000 per second/],
    ['workload: { pacer: poisson, rate: max }', /workload\.pacer: expected closed, because workload\.rate is max/],
    [
      'faults: [{ at: 15s, kill-process: {} }]\nworkload: { requests: 50000, rate: 10000, pacer: "staircase:2" }',
      /faults\.0\.at: expected a moment before the load ends at 10s/,
    ],
    ['workload: { connections: 100, pipeline: 20, keys: 2499 }', /workload\.keys: expected at least 2500 keys/],
    [
      'faults: [{ at: 20s, kill-process: {} }]',
      /2:16 faults\.0\.at: expected a moment before the load ends at 20s, found 20s/,
    ],
    [
      'faults: [{ at: 6s, kill-process: {} }]\nworkload: { requests: 10000, rate: 5000 }',
      /faults\.0\.at: expected a moment before the load ends at 2s/,
    ],
    [
      'faults: [{ at: 6s, pause-process: {}, recover: restart }]',
      /faults\.0\.recover: expected none, because pause-process leaves its target alive/,
    ],
    [
      'gates: [lost_writes == 0]\nworkload: { audit: "off" }',
      /gates\.0: .* needs workload\.audit to be chain or final/,
    ],
    [
      'gates: [lost_writes == 0]\nworkload: { mix: { get: 1 } }',
      /gates\.0: .* needs an operation in workload\.mix that writes/,
    ],
    [
      'gates: [hit_rate > 0]\nworkload: { mix: { set: 1 } }',
      /gates\.0: .* needs an operation in workload\.mix that reads/,
    ],
    ['gates: ["service_time.get.p99 < 1s"]\nworkload: { mix: { set: 1 } }', /gates\.0: .* needs get in workload\.mix/],
    ['gates: ["promotion_time < 1s"]', /gates\.0: .* needs a fault/],
    ['gates: ["throughput during settled > 0.9 * throughput"]', /gates\.0: .* needs a fault/],
  ])('is rejected: %s', async (text, expected) => {
    const problems = await problemsOf(`${minimal}${text}\n`);
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });

  it('is rejected if the topology does not support the fault', async () => {
    vi.spyOn(faults['kill-process'], 'refusal').mockReturnValue('this cluster has no process that could be killed');
    expect(await problemsOf(withFault)).toEqual([
      'given.yaml:4:19 faults.0.kill-process: this cluster has no process that could be killed',
    ]);
  });

  it('can have small values and few keys if nothing is audited or written', async () => {
    expect(await problemsOf(`${minimal}workload: { audit: "off", valueSize: 1, keys: 1 }\n`)).toEqual([]);
    expect(await problemsOf(`${minimal}workload: { mix: { get: 1 }, valueSize: 1, keys: 1 }\n`)).toEqual([]);
  });
});

describe('a doubtful scenario', () => {
  it.each([
    ['closed-loop-with-faults', withFault, { rate: 'max' }],
    ['gate-without-data', `${minimal}gates: ["response_time.p99 < 1s"]\n`, { rate: 'max' }],
    ['late-recovery', `${minimal}faults: [{ at: 19s, kill-process: {}, recover: replace }]\n`, {}],
    ['one-zone', `${minimal}topology: { zones: 1, links: { betweenZones: { delay: 1ms } } }\n`, {}],
  ])('runs with a warning: %s', async (code, text, overrides) => {
    expect((await load(text, overrides)).warnings).toMatchObject([{ code }]);
  });
});

describe('a resolved scenario', () => {
  const rich = [
    'name: rich',
    'description: "Of: all # things"',
    'topology: { links: { betweenZones: { delay: 1000us } }, config: { save: "", appendonly: "yes", hz: 10 }, basePort: 7000 }',
    'workload: { rate: max, threads: 2, valueSize: 4kb, mix: { set: 1 } }',
    'faults:',
    '  - { at: 6s, pause-process: }',
    '  - { at: 7s, kill-process: { target: { node: n3 } }, recover: replace, after: 1s }',
    'gates: ["availability >= 99%", "lost_writes <= 3"]',
  ].join('\n');

  it('is the same when written to a file and read again', async () => {
    const first = await load(rich);
    const second = await load(formatScenario(first.document));
    expect(second.document).toEqual(first.document);
    expect(second.scenario).toEqual(first.scenario);
    expect(second.seedDrawn).toBe(false);
  });

  it('is plain data, which survives JSON', async () => {
    const first = await load(rich);
    expect((await load(JSON.stringify(first.document))).document).toEqual(first.document);
  });
});
