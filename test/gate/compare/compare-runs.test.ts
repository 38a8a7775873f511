import { describe, expect, it, test } from 'vitest';
import { compareRuns } from '../../../src/gate/compare/compare-runs.js';
import type { ComparisonOptions } from '../../../src/gate/compare/comparison-options.js';
import { requireFigures } from '../../../src/gate/compare/require-figures.js';
import { forkRandom } from '../../../src/random/random.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { comparisonSchema } from '../../../src/record/series/comparison.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { holdingOf100, leastOf100, noisyRuns, runOf, sharedMachineRuns } from './measured-runs.js';

const compare = (
  base: readonly RunRecord[],
  changed: readonly RunRecord[],
  different: Partial<ComparisonOptions> = {},
) =>
  compareRuns(
    { label: 'base', records: base },
    { label: 'new', records: changed },
    { ignoredShare: 0.01, detectShare: 0.25, paired: false, figures: [], allowDifferent: false, ...different },
  );
const verdictsOf = ({ figures }: ReturnType<typeof compare>) =>
  Object.fromEntries(figures.map(({ name, verdict }) => [name, verdict]));
const figureOf = (comparison: ReturnType<typeof compare>, name: string) => {
  const figure = comparison.figures.find((one) => one.name === name);
  if (figure === undefined) throw new Error(`no figure ${name}`);
  return figure;
};

const random = () => forkRandom(11, 'compare-runs');
const tenRuns = () => noisyRuns(10, 0.03, random());

describe.each([
  ['two sets of runs', false],
  ['rounds in pairs', true],
])('%s', (label, paired) => {
  it('with only noise shows no difference in any figure in at least 95 of 100 trials', () => {
    const quiet = holdingOf100(`${label} noise`, (chance) => {
      const { verdict, figures } = compare(noisyRuns(10, 0.03, chance), noisyRuns(10, 0.03, chance), { paired });
      expect(figures).toHaveLength(6);
      return verdict === 'no-difference';
    });
    expect(quiet).toBeGreaterThanOrEqual(leastOf100);
  });

  it('from a shared machine, with correlated figures and outliers, shows none either', () => {
    const quiet = holdingOf100(`${label} shared`, (chance) => {
      const { verdict } = compare(sharedMachineRuns(10, chance), sharedMachineRuns(10, chance), { paired });
      return verdict !== 'worse' && verdict !== 'better';
    });
    expect(quiet).toBeGreaterThanOrEqual(leastOf100);
  });

  test.each([
    ['throughput', 'throughput', { throughput: 0.9 }],
    ['median response time', 'response_time.p50', { p50: 1.1 }],
    ['p99', 'response_time.p99', { p99: 1.1 }],
  ] as const)('finds a real 10 %% in the %s with ten rounds in at least 95 of 100 trials', (_, name, factors) => {
    const found = holdingOf100(`${label} ${name}`, (chance) => {
      const comparison = compare(noisyRuns(10, 0.03, chance), noisyRuns(10, 0.03, chance, factors), { paired });
      return verdictsOf(comparison)[name] === 'worse' && comparison.verdict === 'worse';
    });
    expect(found).toBeGreaterThanOrEqual(leastOf100);
  });
});

describe('a comparison', () => {
  it('of runs without a name says so', () => {
    const unnamed = buildRecord({ scenario: {} });
    expect(compare([unnamed], [unnamed]).scenario).toBe('an unnamed scenario');
  });

  it('matches its schema', () => {
    const comparison = compare(tenRuns(), tenRuns());
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
  });

  it('of runs with themselves finds no difference, and reports what it could have detected', () => {
    const comparison = compare(tenRuns(), tenRuns());
    expect(comparison.verdict).toBe('no-difference');
    const { difference, minimumDetectablePercent, reason } = figureOf(comparison, 'throughput');
    expect(difference).toBe(0);
    expect(minimumDetectablePercent).toBeGreaterThan(1);
    expect(minimumDetectablePercent).toBeLessThan(15);
    expect(reason).toMatch(/^No difference was found; a difference of .* % would have been/);
  });

  it('knows for each figure which direction is better', () => {
    const faster = noisyRuns(10, 0.01, random(), { throughput: 1.2, p99: 0.8 });
    const comparison = compare(noisyRuns(10, 0.01, random()), faster);
    expect(verdictsOf(comparison)).toMatchObject({ throughput: 'better', 'response_time.p99': 'better' });
    expect(figureOf(comparison, 'throughput').effectPercent).toBeCloseTo(20, 0);
    expect(comparison.verdict).toBe('better');
    expect(compare(faster, noisyRuns(10, 0.01, random())).verdict).toBe('worse');
  });

  it('reports an effect below the threshold as no difference', () => {
    const [base, changed] = [noisyRuns(10, 0.001, random()), noisyRuns(10, 0.001, random(), { throughput: 0.97 })];
    expect(verdictsOf(compare(base, changed)).throughput).toBe('worse');
    expect(verdictsOf(compare(base, changed, { ignoredShare: 0.05 })).throughput).toBe('no-difference');
  });

  it('compares only the figures that are named', () => {
    const figures = requireFigures(['response_time.set.p99', 'throughput during steady'], ['get', 'set']);
    const base = tenRuns();
    expect(compare(base, base, { figures }).figures.map(({ name }) => name)).toEqual([
      'response_time.set.p99',
      'throughput during steady',
    ]);
  });

  test.each([
    ['latency', /one of the metrics/],
    ['response_time', /with one of the aggregates/],
    ['lost_writes during steady', /only for the whole run/],
    ['throughput while steady', /"during"/],
  ])('rejects %s, which is not a figure', (text, message) => {
    expect(() => requireFigures([text], ['get'])).toThrow(message);
  });
});

describe('a comparison is inconclusive', () => {
  it('with one run per side: it shows the figures, without a verdict', () => {
    const comparison = compare([runOf(1)], [runOf(2, { throughput: 0.5 })]);
    expect(comparison.verdict).toBe('unknown');
    expect(figureOf(comparison, 'throughput')).toMatchObject({
      effectPercent: -50,
      interval: null,
      reason: expect.stringMatching(/^One run per side: noise allows no verdict/),
    });
  });

  it('with too few runs, and states how many it needs', () => {
    const [base, changed] = [noisyRuns(5, 0.01, random()), noisyRuns(5, 0.01, random(), { throughput: 0.5 })];
    expect(figureOf(compare(base, changed), 'throughput')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('Too few runs (5 and 5): 6 figures require 6 per side'),
    });
    const figures = requireFigures(['throughput'], []);
    expect(compare(base, changed, { figures }).verdict).toBe('worse');
  });

  it('if noise hides even a large difference', () => {
    const [base, changed] = [noisyRuns(10, 0.5, random()), noisyRuns(10, 0.5, forkRandom(12, 'other'))];
    const comparison = compare(base, changed);
    expect(figureOf(comparison, 'throughput')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('Too much variance'),
    });
    expect(verdictsOf(compare(base, changed, { detectShare: 3 })).throughput).toBe('no-difference');
  });

  it('about speed if the generator was the limit, but not about errors', () => {
    const saturation = { ...buildRecord().saturation, saturated: true };
    const base = tenRuns();
    const changed = base.map((record) => ({ ...record, saturation }));
    const comparison = compare(base, changed);
    expect(verdictsOf(comparison)).toMatchObject({
      throughput: 'unknown',
      'response_time.p99': 'unknown',
      error_rate: 'no-difference',
    });
    expect(figureOf(comparison, 'throughput').reason).toContain('the generator was the limit');
    expect(comparison.new.saturatedRuns).toBe(10);
  });

  it('if many runs were interrupted', () => {
    const interrupted = (record: RunRecord): RunRecord => ({ ...record, run: { ...record.run, interrupted: true } });
    const base = tenRuns();
    const changed = base.map((record, index) => (index < 4 ? interrupted(record) : record));
    expect(figureOf(compare(base, changed), 'throughput')).toMatchObject({
      verdict: 'unknown',
      new: { runs: 6 },
      reason: expect.stringMatching(/^Too many runs were excluded \(40 %\): a run was interrupted/),
    });
  });

  it('if a run is too short for the percentile', () => {
    const short = tenRuns().map((record) => ({
      ...record,
      phases: record.phases.map((one) => ({ ...one, endMs: 500 })),
    }));
    expect(figureOf(compare(tenRuns(), short), 'throughput').reason).toContain('at least 1 s is required');
    const figures = requireFigures(['response_time.p99.99'], []);
    const few = tenRuns().map((record) => ({
      ...record,
      totals: {
        ...record.totals,
        latency: {
          all: {
            service: null,
            response: { ...(record.totals.latency.all?.response ?? fail()), count: 99_999 },
          },
        },
      },
    }));
    expect(figureOf(compare(tenRuns(), few, { figures }), 'response_time.p99.99').reason).toContain('requires 100000');
  });

  it('if the two sides had different settings, unless that is allowed', () => {
    const slower = tenRuns().map((record) => ({
      ...record,
      scenario: { ...record.scenario, workload: { rate: 5000 } },
    }));
    const comparison = compare(tenRuns(), slower);
    expect(comparison.notComparable).toContain('workload.rate');
    expect(comparison.differences).toEqual([{ what: 'workload.rate', base: '10000', new: '5000' }]);
    expect(new Set(Object.values(verdictsOf(comparison)))).toEqual(new Set(['unknown']));
    expect(compare(tenRuns(), slower, { allowDifferent: true }).verdict).toBe('no-difference');
  });

  it('if one side mixes runs of several scenarios', () => {
    const [first, ...rest] = tenRuns();
    const mixed = [{ ...(first ?? fail()), scenario: { name: 'another' } }, ...rest];
    expect(compare(tenRuns(), mixed).notComparable).toMatch(/^The runs in new are not all of one scenario/);
  });

  it('if base lost no write and a few new runs did', () => {
    const losing = tenRuns().map((record, index) => losses(record, index < 2 ? 7 : 0));
    expect(figureOf(compare(tenRuns(), losing), 'lost_writes')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('2 of 10 new runs had up to 7'),
    });
    expect(verdictsOf(compare(losing, tenRuns())).lost_writes).toBe('no-difference');
  });
});

describe('differences in the setting', () => {
  it('are listed: server, machine, version; seeds and gates are not', () => {
    const elsewhere = tenRuns().map((record) => ({
      ...record,
      gates: [],
      environment: {
        ...record.environment,
        cpuCount: 2,
        engines: [{ engine: 'valkey' as const, version: '8.0.1', path: '/usr/bin/valkey-server' }],
      },
      run: { ...record.run, version: '0.2.0' },
    }));
    expect(compare(tenRuns(), elsewhere).differences.map(({ what }) => what)).toEqual([
      'server version',
      'server binary',
      'cache-bench version',
      'machine',
    ]);
  });

  it('such as another engine still allow a verdict', () => {
    const withEngine = (engine: string) =>
      tenRuns().map((record) => ({ ...record, scenario: { ...record.scenario, topology: { engine } } }));
    const comparison = compare(withEngine('redis'), withEngine('valkey'));
    expect(comparison.notComparable).toBeNull();
    expect(comparison.differences).toEqual([{ what: 'topology.engine', base: 'redis', new: 'valkey' }]);
  });
});

function losses(record: RunRecord, lost: number): RunRecord {
  const { writeSafety } = record;
  const fates = { ...(writeSafety.fates ?? fail()), lost };
  return { ...record, writeSafety: { ...writeSafety, verdict: lost > 0 ? 'unsafe' : 'safe', fates } };
}

function fail(): never {
  throw new Error('the fixture lacks it');
}
