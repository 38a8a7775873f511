import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError, InterruptedError } from '../../../src/errors/errors.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { searchSchema } from '../../../src/record/series/search-record.js';
import type { runExperiment } from '../../../src/run/experiment.js';
import type { ExperimentRequest } from '../../../src/run/measured.js';
import { runSeries } from '../../../src/series/run-series.js';
import { climb, type SearchRequest } from '../../../src/series/search/climb.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cb-search-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs that hold up to a capacity, and a closed loop that reaches 40,000/s. */
function runsUpTo(capacity: number, before: (number: number) => void = () => {}): typeof runExperiment {
  let number = 0;
  return async ({ scenario }: ExperimentRequest) => {
    number += 1;
    before(number);
    const rate = scenario.workload.ratePerSecond;
    const [gate] = buildRecord().gates;
    const verdict = rate === null || rate <= capacity ? 'pass' : 'fail';
    const totals = { ...buildRecord().totals, throughputPerSecond: rate ?? 40_000 };
    return { record: buildRecord({ totals, gates: [{ ...gate!, verdict }] }), failure: null };
  };
}

function request(different: Partial<SearchRequest> = {}): SearchRequest {
  return {
    about: {
      searchVersion: 1,
      scenario: 'steady-state',
      command: ['cache-bench', 'search'],
      seed: 1,
      objectives: ['response_time.p99 < 1ms'],
      unit: 'us',
      precisionPercent: 10,
      stepMs: 1_000,
    },
    lowestPerSecond: 100,
    firstPerSecond: null,
    highestPerSecond: 1_000_000,
    experimentAt: async (ratePerSecond) =>
      ({ scenario: { workload: { ratePerSecond } } }) as unknown as ExperimentRequest,
    ...different,
  };
}

/** Carries out a search; nothing but its folder is in the folder of the test. */
function runSearch(asked: SearchRequest, run: typeof runExperiment, signal = new AbortController().signal) {
  return runSeries(climb(asked), { outFolder: folder, formats: [], showLine: () => {}, signal }, run);
}

const saved = async (path: string | null) => searchSchema.parse(JSON.parse(await readFile(path ?? '', 'utf8')));

describe('a search', () => {
  it("starts at a tenth of a closed loop's rate, and keeps every step with its record", async () => {
    const ended = await runSearch(request(), runsUpTo(10_000));
    const { document: search, path, failure } = ended;
    expect(failure).toBeNull();
    expect(path).toBe(join(ended.folder, 'search.json'));
    expect(await saved(path)).toEqual(search);
    expect(search.probe).toEqual({ throughputPerSecond: 40_000, recordPath: 'probe/record.json' });
    expect(search.steps.slice(0, 2).map(({ ratePerSecond }) => ratePerSecond)).toEqual([4_000, 8_000]);
    expect(search.result.ratePerSecond).toBeLessThanOrEqual(10_000);
    expect(search.result.ratePerSecond! * 1.1).toBeGreaterThan(10_000);
    for (const { recordPath } of search.steps) {
      const record = JSON.parse(await readFile(join(ended.folder, recordPath!), 'utf8')) as RunRecord;
      expect(record.schemaVersion).toBe(1);
    }
    expect(search.steps[0]?.recordPath).toBe('01-4000/record.json');
  });

  it('needs no probe if it is given the first rate', async () => {
    const { document: search } = await runSearch(request({ firstPerSecond: 500 }), runsUpTo(10_000));
    expect(search.probe).toBeNull();
    expect(search.steps[0]?.ratePerSecond).toBe(500);
  });

  it('returns its result so far when interrupted', async () => {
    const controller = new AbortController();
    const run = runsUpTo(1e9, (number) => {
      if (number < 4) return;
      controller.abort('SIGINT');
      throw new InterruptedError('interrupted');
    });
    const { document: search, path, failure } = await runSearch(request(), run, controller.signal);
    expect(failure).toBeNull();
    expect(search.steps).toHaveLength(2);
    expect(search.result).toMatchObject({ ratePerSecond: 8_000, limitedBy: 'interrupted' });
    expect(await saved(path)).toEqual(search);
  });

  it('saves its result so far when it fails after the first step, with the reason', async () => {
    const broken = new EnvironmentError('The disk is full.');
    const run = runsUpTo(1e9, (number) => {
      if (number === 3) throw broken;
    });
    const { document: search, failure } = await runSearch(request(), run);
    expect(failure).toBe(broken);
    expect(search.result).toMatchObject({ ratePerSecond: 4_000, limitedBy: 'interrupted' });
  });

  it("that can't start leaves no folder", async () => {
    const run = runsUpTo(1e9, () => {
      throw new EnvironmentError('No server was found.');
    });
    await expect(runSearch(request(), run)).rejects.toThrow('No server was found.');
    expect(await readdir(folder)).toEqual([]);
  });
});
