import { describe, expect, it, test } from 'vitest';
import { compareRuns } from '../../../src/gate/compare/compare-runs.js';
import { forkRandom } from '../../../src/random/random.js';
import type { Comparison } from '../../../src/record/series/comparison.js';
import { comparisonMarkdown } from '../../../src/report/compare/comparison-markdown.js';
import { renderComparison } from '../../../src/report/compare/comparison-report.js';
import { noisyRuns, runOf } from '../../gate/compare/measured-runs.js';

const options = { paired: false, figures: [], ignoredShare: 0.01, detectShare: 0.25, allowDifferent: false };
const runs = (factors = {}) => noisyRuns(10, 0.02, forkRandom(4, 'report'), factors);
const comparison = (factors = {}): Comparison =>
  compareRuns({ label: 'main', records: runs() }, { label: 'change', records: runs(factors) }, options);
const plain = { colour: false };

describe('a comparison in the terminal', () => {
  it('begins with the verdict, and the figures behind it', () => {
    const text = renderComparison(comparison({ p99: 1.5 }), { ...plain, columns: 100 });
    expect(text).toMatch(/^WORSE {2}steady-state: new is worse in .*response_time\.p99/);
    expect(text).toMatch(/response_time\.p99 +\S+ ms +\S+ ms +\+50 % .* WORSE/);
    expect(text).toMatch(/throughput +\S+\/s +\S+\/s +0 % .* none found/);
    expect(text).toMatch(/COST AND SAFETY\n {2}median p99 .* → .* \(\+50 %\), lost writes 0 → 0/);
  });

  it('describes what happened in a run of each side, preferably one that was not saturated', () => {
    const answered = (happened: string, saturated: boolean) =>
      runs().map((record, index) => ({
        ...record,
        saturation: { ...record.saturation, saturated: saturated && index === 0 },
        answer: { sentences: [`${happened} ${index}.`], setting: 'sentinel' },
      }));
    const text = renderComparison(
      compareRuns({ label: 'a', records: answered('A', true) }, { label: 'b', records: answered('B', false) }, options),
      { ...plain, columns: 100 },
    );
    expect(text).toMatch(/base run +A 1\.\n +new run +B 0\.\n +setting +sentinel\n/);
  });

  test.each([
    ['BETTER', comparison({ throughput: 1.3 })],
    ['NO DIFFERENCE', comparison()],
    ['NO VERDICT', compareRuns({ label: 'a', records: [runOf(1)] }, { label: 'b', records: [runOf(2)] }, options)],
  ])('begins with %s for that verdict', (word, one) => {
    expect(renderComparison(one, { ...plain, columns: 80 })).toMatch(new RegExp(`^${word} {2}`));
  });

  it('states that no figure can be judged', () => {
    const one = compareRuns({ label: 'a', records: [runOf(1)] }, { label: 'b', records: [runOf(2)] }, options);
    expect(renderComparison(one, { ...plain, columns: 80 })).toMatch(
      /^NO VERDICT {2}steady-state: the runs can't tell for any figure: there is 1 run per\n +side, and 6 figures would require at least 6\n/,
    );
  });

  it('fits every width from 80 to 120 columns', () => {
    for (const columns of [80, 99, 100, 120]) {
      const widths = renderComparison(comparison({ p99: 1.5 }), { ...plain, columns })
        .split('\n')
        .map((line) => [...line].length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    }
  });

  it("lists differences in the setting, and what can't be compared, before any figure", () => {
    const slower = runs().map((record) => ({ ...record, scenario: { ...record.scenario, workload: { rate: 5 } } }));
    const text = renderComparison(
      compareRuns({ label: 'main', records: runs() }, { label: 'change', records: slower }, options),
      { ...plain, columns: 100 },
    );
    expect(text.indexOf('WARNING')).toBeLessThan(text.indexOf('FIGURES'));
    expect(text).toContain('workload.rate: 10000 against 5');
  });
});

describe('a comparison in Markdown', () => {
  it('has a heading, a table and the folded reasons', () => {
    const text = comparisonMarkdown(comparison({ p99: 1.5 }));
    expect(text).toMatch(/^### WORSE: steady-state\n\nNew is worse in /);
    expect(text).toContain('| figure | base | new | effect |');
    expect(text).toContain('<summary>Reasons for each verdict</summary>');
  });

  it('is safe against hostile names', () => {
    const hostile = { ...comparison(), scenario: '<script>alert(1)</script> | x' };
    expect(comparisonMarkdown(hostile)).not.toContain('<script>');
  });
});
