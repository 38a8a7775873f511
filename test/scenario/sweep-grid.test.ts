import { describe, expect, it } from 'vitest';
import { gridAxes, gridCells } from '../../src/scenario/sweep-grid.js';
import { validateScenario } from '../../src/scenario/validate-scenario.js';
import { load, problemsOf, withScenario } from './temporary-scenario.js';

const section = {
  repeat: 2,
  vary: {
    durability: { async: { 'workload.durability': 'async' }, 'AOF always': { 'topology.config.appendonly': true } },
    'topology.replicas': [1, 2],
  },
};

const namesOf = (varied: readonly string[], of: Parameters<typeof gridAxes>[1] = null) =>
  gridCells(gridAxes(varied, of)).map(({ name }) => name);

describe('the grid of a sweep', () => {
  it('has every combination, the last axis changing fastest', () => {
    expect(namesOf(['workload.durability=async,wait:1', 'topology.links.betweenZones.delay=1ms,5ms'])).toEqual([
      'durability=async, delay=1ms',
      'durability=async, delay=5ms',
      'durability=wait:1, delay=1ms',
      'durability=wait:1, delay=5ms',
    ]);
  });

  it('sets what --set takes, with values that contain commas in brackets', () => {
    const cells = gridCells(gridAxes(['workload.durability=[async, "waitaof:1,1"]'], null));
    expect(cells.map(({ set }) => set)).toEqual([['workload.durability=async'], ['workload.durability=waitaof:1,1']]);
  });

  it('comes from the scenario, in which settings may change together', () => {
    const cells = gridCells(gridAxes([], section));
    expect(cells.map(({ set }) => set)).toEqual([
      ['workload.durability=async', 'topology.replicas=1'],
      ['workload.durability=async', 'topology.replicas=2'],
      ['topology.config.appendonly=true', 'topology.replicas=1'],
      ['topology.config.appendonly=true', 'topology.replicas=2'],
    ]);
  });

  it('can be some of the sets of the scenario', () => {
    expect(namesOf(['durability=AOF always'], section)).toEqual(['durability=AOF always']);
  });

  it('writes values so that YAML reads them back', () => {
    const vary = { 'workload.ttl': ['60s', null], 'topology.config': [{ maxmemory: '1mb' }], name: ['1'] };
    const cells = gridCells(gridAxes([], { repeat: 1, vary }));
    expect(cells[0]?.set).toEqual(['workload.ttl=60s', 'topology.config={"maxmemory":"1mb"}', 'name="1"']);
    expect(cells[1]?.set[0]).toBe('workload.ttl=null');
  });

  it('uses whole paths where their last parts are the same', () => {
    expect(namesOf(['topology.sentinel.count=3', 'faults.0.random.count=1'])).toEqual([
      'topology.sentinel.count=3, faults.0.random.count=1',
    ]);
  });

  it.each([
    ['nothing to vary', [], /^The scenario has no sweep section.*--vary workload\.durability/],
    ['no values', ['workload.rate'], /^--vary: expected/],
    ['an empty value', ['workload.rate=1,,2'], /^--vary: expected values/],
    ['a list that is none', ['workload.rate=[1'], /^--vary: expected values/],
    ['no path', ['=1,2'], /^--vary: expected path=value/],
    ['a value twice', ['workload.rate=1,2,1'], /workload\.rate has the value 1 twice/],
    ['a path twice', ['workload.rate=1', 'workload.rate=2'], /both set workload\.rate/],
    ['a path within another', ['topology.links=null', 'topology.links.betweenZones.delay=1ms'], /both set/],
    ['the seed', ['seed=1,2'], /can't vary seed/],
  ])('is refused for %s', (_, varied, message) => {
    expect(() => gridAxes(varied, null)).toThrow(message);
  });

  it('is refused with its size if it is too large', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(',');
    const axes = gridAxes([`workload.rate=${many(30)}`, `workload.keys=${many(40)}`], null);
    expect(() => gridCells(axes)).toThrow('The grid has 1200 cells (30 × 40), and a sweep runs at most 200.');
  });

  it('is refused for an unknown set of the scenario, with the known ones', () => {
    expect(() => gridAxes(['durability=wait:9'], section)).toThrow(/values of durability.*\(async, AOF always\)/);
  });
});

describe('the sweep section of a scenario', () => {
  const file = (vary: string) => `name: given\nsweep:\n  vary:\n${vary}`;

  it('is no part of the scenario that is run', async () => {
    const { sweep, document } = await load(file('    workload.rate: [500, 1000]\n'));
    expect(sweep).toEqual({ repeat: 3, vary: { 'workload.rate': [500, 1000] } });
    expect(document).not.toHaveProperty('sweep');
  });

  it('is validated like the rest, with line and column', async () => {
    expect(await problemsOf(`${file('    workload.rate: 500\n')}  figures: [throghput]\n`)).toEqual([
      expect.stringMatching(/^given\.yaml:4:20 sweep\.vary\.workload\.rate: expected .*, found 500$/),
      expect.stringMatching(/^given\.yaml:5:13 sweep\.figures\.0: expected .*did you mean "throughput"\?$/),
    ]);
  });

  it('is validated cell by cell', async () => {
    const text = file('    durability:\n      all: { workload.durability: "wait:9" }\n');
    const { valid, error } = await withScenario(text, (path) => validateScenario(path, { cpuCount: 2 }));
    expect([valid, error]).toEqual([
      false,
      expect.stringMatching(/^Cell durability=all: .*expected at most 2 .*found 9/s),
    ]);
  });
});
