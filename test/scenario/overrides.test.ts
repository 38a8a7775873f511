import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import type { ScenarioOverrides } from '../../src/scenario/overrides.js';
import { load, problemsOf } from './temporary-scenario.js';

const base = [
  'name: mine',
  'topology: { links: { betweenZones: { delay: 1ms } } }',
  'faults:',
  '  - { at: 6s, kill-process: {} }',
  'gates: ["lost_writes <= 100", "unavailability.write < 3s", "throughput during settled > 1"]',
].join('\n');

describe('flags', () => {
  it('override the file', async () => {
    const { scenario } = await load(base, {
      connections: 50,
      threads: '2',
      pipeline: '4',
      'value-size': '1kb',
      requests: '1000000',
      duration: '30s',
      warmup: '0s',
      rate: '20k',
      pacer: 'ramp:1k',
      data: 'compressible',
      keys: '30000',
      distribution: 'zipf:1.2',
      ratio: '1:10',
      driver: 'ioredis',
      'client-policy': 'application',
      engine: 'valkey',
      topology: 'sentinel',
      replicas: '3',
      shards: 1,
      zones: 2,
      durability: 'wait:1',
      seed: '42',
    });
    expect(scenario).toMatchObject({
      seed: 42,
      topology: {
        kind: 'sentinel',
        engine: 'valkey',
        replicas: 3,
        shards: 1,
        zones: 2,
        links: { betweenZones: { delayMs: 1 } },
      },
      workload: {
        connections: 50,
        threads: 2,
        pipeline: 4,
        valueBytes: 1024,
        requests: 1_000_000,
        ratePerSecond: 20_000,
        pacer: { kind: 'ramp', fromPerSecond: 1_000 },
        data: 'compressible',
        keys: 30_000,
        distribution: { kind: 'zipf', exponent: 1.2 },
        mix: { set: 1, get: 10 },
        clientPolicy: 'application',
        durability: { kind: 'wait', replicas: 1 },
      },
      phases: { durationMs: 30_000, warmupMs: 0 },
    });
  });

  it('change nothing if absent', async () => {
    const first = await load(`${base}\nseed: 1`);
    const second = await load(`${base}\nseed: 1`, { rate: undefined, set: [], gate: [], 'no-faults': false });
    expect(second.document).toEqual(first.document);
  });

  it('set anything by path', async () => {
    const { scenario } = await load(base, {
      set: [
        'topology.links.betweenZones.delay=20ms',
        'topology.config.maxmemory=100mb',
        'faults.0.at=3s',
        'faults.1={ at: 9s, host-loss: { target: replica } }',
        'description=a = b',
        'topology.basePort=',
      ],
    });
    expect(scenario.topology).toMatchObject({
      links: { betweenZones: { delayMs: 20 } },
      config: { maxmemory: '100mb' },
      basePort: null,
    });
    expect(scenario.faults).toMatchObject([
      { timing: { kind: 'at', atMs: 3000 } },
      { name: 'host-loss', timing: { kind: 'at', atMs: 9000 }, options: { target: 'replica' } },
    ]);
    expect(scenario.description).toBe('a = b');
  });

  it('create links if the scenario has none', async () => {
    const { scenario } = await load('name: mine\n', { set: ['topology.links.betweenZones.delay=5ms'] });
    expect(scenario.topology.links).toEqual({ betweenZones: { delayMs: 5 } });
  });

  it('add gates, or replace all of them', async () => {
    expect((await load(base, { gate: ['dropped == 0'] })).scenario.gates).toHaveLength(4);
    expect((await load(base, { set: ['gates=[]'], gate: ['dropped == 0'] })).scenario.gates).toEqual(['dropped == 0']);
  });

  it('skip the faults, with the gates that need a fault, and report that', async () => {
    const { scenario, warnings } = await load(base, { 'no-faults': true });
    expect(scenario.faults).toEqual([]);
    expect(scenario.gates).toEqual(['lost_writes <= 100']);
    expect(warnings).toMatchObject([
      {
        code: 'gates-left-out',
        message: expect.stringContaining(
          'unavailability.write < 3s (needs a fault); throughput during settled > 1 (needs a fault)',
        ),
      },
    ]);
  });

  it('skip with the faults also the gates that expect their damage', async () => {
    const file = `${base.replace('lost_writes <= 100', 'lost_writes > 0')}`;
    expect((await load(file, {})).scenario.gates).toContain('lost_writes > 0');
    expect((await load(file, { 'no-faults': true })).scenario.gates).toEqual([]);
    expect((await load(file, { 'no-faults': true, gate: ['lost_writes > 1'] })).scenario.gates).toEqual([
      'lost_writes > 1',
    ]);
    // Without faults, it is the load that must do the damage.
    const faultless = 'name: mine\ngates: [lost_writes > 0]\n';
    expect((await load(faultless, { 'no-faults': true })).scenario.gates).toEqual(['lost_writes > 0']);
  });

  it('add gates and faults to a scenario without any', async () => {
    const { scenario } = await load('name: mine\n', {
      set: ['faults.0.kill-process.target=primary', 'faults.0.at=3s', 'gates.0=dropped == 0'],
      gate: ['lost_writes == 0'],
    });
    expect(scenario.faults).toMatchObject([{ name: 'kill-process', options: { target: 'primary' } }]);
    expect(scenario.gates).toEqual(['dropped == 0', 'lost_writes == 0']);
    expect(
      (await load('name: mine\ngates:\nfaults:\n', { gate: ['dropped == 0'], set: ['faults=[]'] })).scenario.gates,
    ).toEqual(['dropped == 0']);
  });

  it('do not skip a gate that was requested on the command line', async () => {
    expect(await problemsOf(base, { 'no-faults': true, gate: ['promotion_time < 1s'] })).toEqual([
      expect.stringMatching(/^--gate gates\.3: .* needs a fault$/),
    ]);
  });
});

describe('an error in a flag', () => {
  it.each([
    [{ rate: '-5' }, /^--rate workload\.rate: expected a rate per second above 0, .*, found -5$/],
    [{ duration: '20' }, /^--duration phases\.duration: expected a duration .*, found 20; did you mean "20s"\?$/],
    [{ 'value-size': '4xb' }, /^--value-size workload\.valueSize: expected a size/],
    [{ 'client-policy': 'aplication' }, /^--client-policy workload\.clientPolicy: .*; did you mean "application"\?$/],
    [{ topology: 'sentinal' }, /^--topology topology\.kind: .*; did you mean "sentinel"\?$/],
    [{ ratio: '1' }, /^--ratio: expected the weights of sets and gets, such as 1:10, found "1"$/],
    [{ ratio: '0:0', set: ['gates=[]'] }, /^--ratio workload\.mix: expected at least one operation/],
    [{ gate: ['lost_writs == 0'] }, /^--gate gates\.3: expected one of the metrics .*; did you mean "lost_writes"\?$/],
    [
      { set: ['workload.conections=3'] },
      /^--set workload\.conections: expected one of the keys .*; did you mean "connections"\?$/,
    ],
    [{ set: ['faults.0.at=30s'] }, /^--set faults\.0\.at: expected a moment before the load ends/],
    [{ set: ['faults.7.at=3s'] }, /^--set faults\.7\.at: expected a position from 0 to 1 in a list of 1, found "7"$/],
    [{ set: ['faults.first.at=3s'] }, /^--set faults\.first\.at: expected a position/],
    [
      { set: ['name.first=3s'] },
      /^--set name\.first: expected a mapping or a list that can contain "first", found "mine"$/,
    ],
    [{ set: ['rate'] }, /^--set: expected path=value, such as .*, found "rate"$/],
    [{ set: ['=3'] }, /^--set: expected path=value/],
    [{ set: ['a..b=3'] }, /^--set: expected path=value/],
    [{ set: ['workload.mix={ set: '] }, /^--set: expected YAML/],
    [{ set: [`workload.mix=${'['.repeat(5000)}`] }, /^--set: expected at most 50 levels/],
    [{ set: ['__proto__.polluted=1'] }, /^--set __proto__: expected one of the keys/],
    [{ shards: 2 }, /^given\.yaml:2:11 \(with --shards\) topology: /],
  ])('names the flag: %j', async (overrides, expected) => {
    expect(await problemsOf(base, overrides)).toEqual([expect.stringMatching(expected)]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('gates that flags made unanswerable', () => {
  const shipped = (overrides: ScenarioOverrides) => loadScenario('steady-state', overrides, { cpuCount: 2 });

  it.each<[ScenarioOverrides, needs: string]>([
    [{ ratio: '0:1' }, 'an operation in workload.mix that writes'],
    [{ command: ['HGET __key__ f'] }, 'an operation in workload.mix that writes'],
    [{ set: ['workload.audit=off'] }, 'workload.audit to be chain or final'],
  ])('are skipped with a note in a shipped scenario: %j', async (overrides, needs) => {
    const { scenario, document, warnings } = await shipped(overrides);
    const kept = (await shipped({})).scenario.gates.filter((gate) => !scenario.gates.includes(gate));
    expect(kept.length).toBeGreaterThan(0);
    expect(document.gates).toEqual(scenario.gates);
    const [note] = warnings.filter(({ code }) => code === 'gates-left-out');
    for (const gate of kept) expect(note?.message).toContain(`${gate} (needs ${needs})`);
  });

  it("are an error in a user's own file, which says how to proceed without them", async () => {
    expect(await problemsOf('name: mine\ngates: ["lost_writes == 0"]', { ratio: '0:1' })).toEqual([
      'given.yaml:2:9 gates.0: expected a gate that this scenario can answer, found "lost_writes == 0", which needs an operation in workload.mix that writes; to run without the scenario\'s gates: --set gates=[]',
    ]);
    const { scenario } = await load('name: mine\ngates: ["lost_writes == 0"]', { ratio: '0:1', set: ['gates=[]'] });
    expect(scenario.gates).toEqual([]);
  });

  it('are an error if they were requested on the command line, even for a shipped scenario', async () => {
    await expect(shipped({ ratio: '0:1', gate: ['lost_writes == 0'] })).rejects.toThrow(
      /--gate gates\.\d+: expected a gate/,
    );
    await expect(shipped({ ratio: '0:1', objectives: ['lost_writes == 0'] })).rejects.toThrow(/--objective/);
  });
});
