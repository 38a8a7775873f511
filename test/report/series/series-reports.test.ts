import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/gate/compare/compare-runs.js';
import { forkRandom } from '../../../src/random/random.js';
import type { SearchRecord } from '../../../src/record/series/search-record.js';
import { comparisonSeries } from '../../../src/report/series/comparison-series.js';
import { repeatSeries } from '../../../src/report/series/repeat-series.js';
import { searchSeries } from '../../../src/report/series/search-series.js';
import type { SeriesReport } from '../../../src/report/series/series-report.js';
import { sweepSeries } from '../../../src/report/series/sweep-series.js';
import { publishSeries } from '../../../src/series/publish-series.js';
import { summarizeRepeat } from '../../../src/series/repeat/summarize-repeat.js';
import { noisyRuns, runOf } from '../../gate/compare/measured-runs.js';
import { sweptRecord } from '../../series/sweep/sweep-fixture.js';
import { elementsOf, junitProblems } from '../junit/junit-problems.js';
import { parseXml } from '../junit/parse-xml.js';

const about = { id: '20260214-093012-series-k3v9', startedAt: '2026-02-14T09:30:12.000Z', wallMs: 95_000 };

/** Each with a problem, and a good counterpart. */
const reports = {
  repeat: { bad: repeated('fail'), good: repeated('pass') },
  comparison: { bad: compared(2), good: compared(1) },
  search: { bad: searched('lower-bound'), good: searched('objective') },
  sweep: { bad: swept('fail'), good: swept('pass') },
};

describe.each(Object.entries(reports))('the reports of a %s', (_, { bad, good }) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-series-report-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('have a JUnit failure, Markdown, a step summary and an error annotation for a bad result', async () => {
    const summary = join(folder, 'step.md');
    let written = '';
    const warnings = await publishSeries(bad, {
      formats: ['md', 'html', 'csv', 'junit', 'github', 'hlog'],
      folder,
      environment: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
      write: (text) => {
        written += text;
      },
    });
    expect(warnings).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual([
      'github.md',
      'junit.xml',
      'report.html',
      'report.md',
      'series.csv',
      'step.md',
    ]);
    const root = parseXml(await readFile(join(folder, 'junit.xml'), 'utf8'));
    expect(junitProblems(root)).toEqual([]);
    expect(elementsOf(root, 'failure').length).toBeGreaterThan(0);
    expect(written).toMatch(/^::error title=/);
    expect(await readFile(summary, 'utf8')).toContain(bad.markdown);
  });

  it('have no failure and a notice for a good result', async () => {
    let written = '';
    const write = (text: string) => {
      written += text;
    };
    await publishSeries(good, { formats: ['junit'], folder, environment: { GITHUB_ACTIONS: 'true' }, write });
    const root = parseXml(await readFile(join(folder, 'junit.xml'), 'utf8'));
    expect(elementsOf(root, 'failure')).toEqual([]);
    expect(elementsOf(root, 'error')).toEqual([]);
    expect(written).toMatch(/^::notice title=cache-bench::/);
  });
});

function repeated(verdict: 'pass' | 'fail'): SeriesReport {
  const base = runOf(0);
  const gate = {
    expression: 'lost_writes == 0',
    observed: 3,
    limit: 0,
    unit: 'count',
    verdict,
    explanation: 'It was 3.',
  };
  const runs = [0, 1].map((index) => ({
    record: { ...base, ...runOf(index), gates: [gate], verdict },
    recordPath: `run-${index}/record.json`,
  }));
  const settings = { id: about.id, scenario: 's', startedAt: about.startedAt, command: [], seed: 1 };
  return repeatSeries(summarizeRepeat({ ...settings, gatesOn: 'worst' }, { runs, replaced: [] }, 2), about);
}

function swept(verdict: 'pass' | 'fail'): SeriesReport {
  const { variants, ...sweep } = sweptRecord();
  return sweepSeries({ ...sweep, verdict, variants: variants.filter((cell) => cell.verdict === verdict) }, about);
}

function compared(p99: number): SeriesReport {
  const [base, changed] = [1, p99].map((factor, index) =>
    noisyRuns(10, 0.02, forkRandom(index, 'series'), { p50: factor, p99: factor }),
  );
  const options = { paired: false, figures: [], ignoredShare: 0.01, detectShare: 0.25, allowDifferent: false };
  return comparisonSeries(
    compareRuns({ label: 'base', records: base ?? [] }, { label: 'new', records: changed ?? [] }, options),
    about,
  );
}

function searched(limitedBy: 'objective' | 'lower-bound'): SeriesReport {
  const search: SearchRecord = {
    searchVersion: 1,
    id: about.id,
    scenario: 'steady-state',
    startedAt: about.startedAt,
    command: ['cache-bench', 'search'],
    seed: 7,
    objectives: ['response_time.p99 < 1ms'],
    unit: 'us',
    precisionPercent: 5,
    stepMs: 5_000,
    probe: null,
    steps: [
      {
        ratePerSecond: 100,
        outcome: 'missed',
        reason: 'Too slow.',
        figure: 2_000,
        p50Us: 900,
        p99Us: 2_000,
        recordPath: null,
      },
    ],
    result: {
      ratePerSecond: limitedBy === 'objective' ? 80 : null,
      uncertaintyPercent: null,
      lowestMissedPerSecond: 100,
      held: 2,
      tried: 2,
      limitedBy,
    },
  };
  return searchSeries(search, about);
}
