import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { exposition } from '../../../src/report/openmetrics/exposition.js';
import { openmetrics } from '../../../src/report/openmetrics/openmetrics.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { hostLoss } from '../../fixtures/records/sentinel-failover.js';
import { type ParsedSample, parseOpenMetrics } from './parse-openmetrics.js';

const records = Object.entries<RunRecord>(fixtureRecords);

describe('an OpenMetrics report', () => {
  it.each(records)('of %s is accepted by a strict parser', (_, record) => {
    expect(parseOpenMetrics(openmetrics.render(record)).length).toBeGreaterThan(5);
  });

  it('matches the record', () => {
    const record = fixtureRecords['sentinel-failover-with-losses'];
    const value = lookUp(record);
    expect(value('cache_bench_verdict', { verdict: 'fail' })).toBe(1);
    expect(value('cache_bench_gate', { number: '2', verdict: 'fail' })).toBe(1);
    expect(value('cache_bench_gate', { number: '2', verdict: 'pass' })).toBe(0);
    expect(value('cache_bench_operations_total', { phase: 'failover', outcome: 'dropped' })).toBe(3391);
    expect(value('cache_bench_write_fates_total', { fate: 'lost' })).toBe(162);
    expect(value('cache_bench_unavailability_seconds', { seen_by: 'prober', operation: 'write' })).toBe(1.534);
    expect(value('cache_bench_milestone_seconds', { milestone: 'promoted' })).toBe(1.512);
    const steady = { phase: 'steady', operation: 'all' };
    expect(value('cache_bench_response_time_seconds', { ...steady, quantile: '0.99' })).toBe(0.00231);
    expect(value('cache_bench_response_time_seconds', { ...steady, quantile: '1.0' })).toBe(0.0088);
    expect(value('cache_bench_response_time_seconds_count', steady)).toBe(60_000);
  });

  it('has what the origin had to handle', () => {
    const value = lookUp(fixtureRecords['miss-storm']);
    expect(value('cache_bench_origin_requests_total', { operation: 'read', outcome: 'ok' })).toBe(888);
    expect(value('cache_bench_origin_requests_total', { operation: 'read', outcome: 'fail' })).toBe(31);
    expect(value('cache_bench_offload_ratio', {})).toBe(0.909);
    expect(value('cache_bench_stale_reads_total', { cause: 'race' })).toBe(2);
    expect(value('cache_bench_origin_time_seconds_count', { part: 'total' })).toBe(1_118);
  });

  it('has the start and length of the measured part', () => {
    const value = lookUp(fixtureRecords['sentinel-failover-with-losses']);
    expect(value('cache_bench_run_start_time_seconds', {})).toBe(Date.parse('2026-02-14T09:30:16.207Z') / 1000);
    expect(value('cache_bench_run_duration_seconds', {})).toBe(20);
    const old = openmetrics.render(fixtureRecords.saturated);
    expect(old).toContain('When the program started');
    expect(old).toContain(
      `cache_bench_run_start_time_seconds{scenario="steady-state"} ${Date.parse('2026-02-14T09:30:12.345Z') / 1000}`,
    );
  });

  it('puts the labels of the run on every sample, whatever their names', () => {
    const given = {
      branch: 'a "b"\\',
      'git.sha': '1',
      'git-sha': '2',
      phase: 'beta',
      scenario: 's',
      '9lives': 'yes',
      __name__: 'n',
    };
    const { run } = buildRecord();
    const families = parseOpenMetrics(openmetrics.render(buildRecord({ run: { ...run, labels: given } })));
    for (const { labels } of families.flatMap(({ samples }) => samples))
      for (const [name, value] of [
        ['branch', 'a "b"\\'],
        ['git_sha', '1'],
        ['label_git_sha', '2'],
        ['label_phase', 'beta'],
        ['label_scenario', 's'],
        ['label_9lives', 'yes'],
        ['label___name__', 'n'],
      ])
        expect([name, labels.get(name ?? '')]).toEqual([name, value]);
  });

  it('omits what does not exist instead of writing 0', () => {
    const text = openmetrics.render(fixtureRecords.saturated);
    expect(text).not.toContain('cache_bench_response_time');
    expect(text).toContain('cache_bench_service_time');
    const unmeasured = openmetrics.render(fixtureRecords['interrupted-before-measuring']);
    expect(unmeasured).not.toMatch(/availability_ratio|write_fates|throughput/);
  });

  it('distinguishes gates and faults with the same name', () => {
    const base = buildRecord();
    const gates = [base.gates[0]!, base.gates[0]!];
    const text = openmetrics.render(buildRecord({ gates, faults: [hostLoss(), hostLoss()] }));
    expect(() => parseOpenMetrics(text)).not.toThrow();
  });

  it('returns any text as a label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sample = { labels: { text }, value: 1 };
        const [family] = parseOpenMetrics(exposition([{ name: 'a', type: 'gauge', help: 'It.', samples: [sample] }]));
        expect(family?.samples[0]?.labels.get('text')).toBe(text);
      }),
    );
  });
});

describe('the strict OpenMetrics parser', () => {
  const good = '# TYPE a counter\n# HELP a It.\na_total{b="c"} 1\n# EOF\n';

  it('accepts valid text', () => {
    expect(parseOpenMetrics(good)).toMatchObject([{ name: 'a', samples: [{ name: 'a_total', value: 1 }] }]);
  });

  it.each([
    ['no end', good.replace('# EOF\n', '')],
    ['an end without line end', good.trimEnd()],
    ['a text after the end', `${good}a_total 1\n`],
    ['an empty line', good.replace('a_total', '\na_total')],
    ['a counter without suffix', good.replace('a_total', 'a')],
    ['a sample of another family', good.replace('a_total', 'b_total')],
    ['a negative counter', good.replace('} 1', '} -1')],
    ['a value that is no number', good.replace('} 1', '} one')],
    ['a bad label name', good.replace('{b=', '{b-c=')],
    ['a label twice', good.replace('{b="c"}', '{b="c",b="d"}')],
    ['a comma too many', good.replace('"}', '",}')],
    ['an open quotation mark', good.replace('"c"', '"c\\"')],
    ['an unknown escape', good.replace('"c"', '"\\c"')],
    ['a sample twice', good.replace('# EOF', 'a_total{b="c"} 2\n# EOF')],
    ['a family in two places', good.replace('# EOF', '# TYPE b gauge\n# HELP b It.\nb 1\n# TYPE a gauge\n# EOF')],
    ['a unit that the name lacks', good.replace('# HELP', '# UNIT a seconds\n# HELP')],
    ['an unknown type', good.replace('counter', 'meter')],
    ['no type', good.replace('# TYPE a counter\n', '')],
    ['a family without sample', good.replace('a_total{b="c"} 1\n', '')],
    ['a summary without quantile', '# TYPE a summary\n# HELP a It.\na 1\n# EOF\n'],
    ['a quantile above 1', '# TYPE a summary\n# HELP a It.\na{quantile="1.5"} 1\n# EOF\n'],
    [
      'labels that interleave',
      '# TYPE a summary\n# HELP a It.\na_count{b="1"} 1\na_count{b="2"} 1\na_sum{b="1"} 1\n# EOF\n',
    ],
  ])('rejects %s', (_, text) => {
    expect(() => parseOpenMetrics(text)).toThrow();
  });
});

/** The only value of a name with these labels. */
function lookUp(record: RunRecord) {
  const samples = parseOpenMetrics(openmetrics.render(record)).flatMap((family) => family.samples);
  return (name: string, labels: Readonly<Record<string, string>>): number | undefined => {
    const matches = (sample: ParsedSample) =>
      sample.name === name && Object.entries(labels).every(([label, text]) => sample.labels.get(label) === text);
    const found = samples.filter(matches);
    expect(found).toHaveLength(1);
    return found[0]?.value;
  };
}
