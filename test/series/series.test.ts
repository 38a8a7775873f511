import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors/errors.js';
import { parseFigure } from '../../src/gate/compare/compared-figures.js';
import { createProgress } from '../../src/progress/progress.js';
import { readRunSet } from '../../src/record/read-run-set.js';
import type { RunRecord } from '../../src/record/run-record.js';
import type { GateRecord } from '../../src/record/sections/gates.js';
import type { ExperimentRequest } from '../../src/run/measured.js';
import { alternate } from '../../src/series/ab/alternate.js';
import { runSeries } from '../../src/series/run-series.js';
import { seedOfRun } from '../../src/series/seed-of-run.js';
import type { RunsOutcome, Series, SeriesKind } from '../../src/series/series.js';
import { mostReplacements, voidReason } from '../../src/series/void-run.js';
import { runOf } from '../gate/compare/measured-runs.js';

describe('a series of runs', () => {
  let folder: string;
  const stop = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-series-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const setting = (signal: AbortSignal = stop.signal) => ({
    outFolder: folder,
    formats: [],
    showLine: () => {},
    signal,
  });
  const unsaved = (signal?: AbortSignal) => ({ ...setting(signal), isSaved: false });

  /** The outcome of this many runs as they come, and the error that ended them. */
  const runAll = async (count: number, run: Parameters<typeof runSeries>[2], signal?: AbortSignal) => {
    const { document, failure, folder: own } = await runSeries(plainSeries(count), unsaved(signal), run);
    return { ...document, failure, folder: own };
  };

  it('saves each record, in order', async () => {
    const { counted, failure } = await runAll(3, recording());
    expect(counted.map(({ recordPath }) => recordPath)).toEqual([0, 1, 2].map((index) => `run-${index}/record.json`));
    expect(failure).toBeNull();
  });

  it('ends with the saved records when interrupted between two runs, or before one has a record', async () => {
    const between = new AbortController();
    const first = recording(() => between.abort());
    const ended = await runAll(3, first, between.signal);
    expect(ended.counted).toHaveLength(1);
    const second = recording((index) => {
      if (index === 1) throw new InterruptedError('Stopped.');
    });
    const { counted, failure } = await runAll(3, second);
    expect(counted).toHaveLength(1);
    expect(failure).toBeNull();
  });

  it('reports the failure that ended it, and throws the failure of its first run', async () => {
    const broken = new Error('no engine');
    const failing = (at: number) =>
      recording((index) => {
        if (index === at) throw broken;
      });
    expect((await runAll(3, failing(1))).failure).toBe(broken);
    await expect(runAll(3, failing(0))).rejects.toBe(broken);
  });

  describe('on a machine that voids runs', () => {
    it('repeats a void run, keeps its record separately, and gives the reason', async () => {
      const { counted, replaced, folder: own } = await runAll(3, voiding([1]));
      expect(counted.map(({ record }) => record.saturation.saturated)).toEqual([false, false, false]);
      expect(replaced).toEqual([
        { id: 'run-1', reason: 'the generator was the limit (busy)', recordPath: 'void/run-1/record.json' },
      ]);
      expect((await readdir(own)).sort()).toEqual(['run-0', 'run-1', 'run-2', 'void']);
      expect((await readRunSet(own)).map(({ record }) => record.run.id)).toEqual(['run-0', 'run-1', 'run-2']);
    });

    it('gives up after one void run in three, and accepts void runs as they are', async () => {
      const { counted, replaced } = await runAll(6, voiding([], 'always'));
      expect(replaced).toHaveLength(2);
      expect(counted.map(({ record }) => record.saturation.saturated)).toEqual(Array(6).fill(true));
    });

    it('keeps a run whose gates failed, because that is a valid result', async () => {
      const failed = voiding([0], 'once', 'fail');
      const { replaced } = await runAll(2, failed);
      expect(replaced).toEqual([]);
    });
  });

  describe('with a stalling load generator', () => {
    const stalled = (durationMs: number) => ({ stalls: [{ startMs: 1_000, durationMs, where: 'machine' } as const] });
    const gate = (expression: string, verdict: GateRecord['verdict']): GateRecord => ({
      ...{ expression, observed: 2_340, limit: 1_000, unit: 'us', verdict, explanation: '' },
    });
    const undecided = gate('response_time.p99 < 1ms', 'unknown');
    const reasonOf = (changes: Partial<RunRecord>, compared: Parameters<typeof voidReason>[1] = null) =>
      voidReason(runOf(0, {}, { verdict: 'unknown', ...changes }), compared);

    it.each<{ name: string; changes: Partial<RunRecord>; reason: string | null }>([
      {
        name: 'voids a run whose gate has no verdict because of that',
        changes: { gates: [undecided], ...stalled(150) },
        reason: 'the load generator stalled for 150 ms, which may have distorted response_time.p99',
      },
      {
        name: 'keeps a run whose gates hold all the same',
        changes: { verdict: 'pass', gates: [gate('response_time.p99 < 10ms', 'pass')], ...stalled(150) },
        reason: null,
      },
      {
        name: 'keeps a run whose stall was too short to matter',
        changes: { gates: [undecided], ...stalled(25) },
        reason: null,
      },
      {
        name: 'keeps a run whose gate has no verdict for another reason',
        changes: { gates: [gate('rewarm_time < 1ms', 'unknown')], ...stalled(150) },
        reason: null,
      },
      { name: 'keeps a run without stalls', changes: { gates: [undecided] }, reason: null },
      {
        name: 'keeps a run whose gates failed',
        changes: { verdict: 'fail', gates: [undecided], ...stalled(150) },
        reason: null,
      },
    ])('$name', ({ changes, reason }) => expect(reasonOf(changes)).toBe(reason));

    it('voids only a run whose compared figures the stall may have distorted', () => {
      const compared = (figure: string) => [parseFigure(figure, []).value ?? []].flat();
      const changes = { verdict: 'pass', gates: [], ...stalled(150) } as const;
      expect(reasonOf(changes, compared('response_time.p99'))).toMatch(/stalled for 150 ms.*response_time\.p99/);
      expect(reasonOf(changes, compared('response_time.max'))).toMatch(/response_time\.max/);
      for (const figure of ['response_time.p50', 'throughput', 'lost_writes', 'client_cpu'])
        expect(reasonOf(changes, compared(figure)), figure).toBeNull();
      expect(reasonOf({ ...changes, ...stalled(8_000) }, compared('throughput'))).toMatch(/throughput/);
      expect(reasonOf(changes, [])).toMatch(/response_time\.p99/);
      expect(reasonOf(changes, null)).toBeNull();
    });

    it('replaces such a run, in comparisons and with gates', async () => {
      const changes = { verdict: 'unknown', gates: [undecided], ...stalled(150) } as const;
      let seen = 0;
      const once = async ({ version }: ExperimentRequest) => {
        seen += 1;
        return { record: runOf(Number(version), {}, seen === 1 ? changes : {}), failure: null };
      };
      const { replaced } = await runAll(3, once);
      expect(replaced).toEqual([
        { id: 'run-0', reason: expect.stringMatching(/stalled for 150 ms/), recordPath: 'void/run-0/record.json' },
      ]);
    });
  });

  describe('of two variants', () => {
    const options = { figures: [], ignoredShare: 0.01, detectShare: 0.25 };
    const variant = (label: string, from: number, rounds: number) => ({
      ...{ label, set: [`workload.connections=${from + 1}`] },
      requests: Array.from({ length: rounds }, (_, round) => requestFor(from + round)),
    });

    it('alternates which goes first, keeps the records separate, and compares in pairs', async () => {
      const order: number[] = [];
      const { document: comparison, folder: own } = await runSeries(
        alternate(variant('A', 0, 10), variant('B', 10, 10), options),
        setting(),
        recording((index) => void order.push(index)),
      );
      expect(order.slice(0, 8)).toEqual([0, 10, 11, 1, 2, 12, 13, 3]);
      expect(await readdir(own)).toEqual(['a', 'b', 'comparison.json', 'series.json']);
      expect(comparison).toMatchObject({ paired: true, interrupted: false, verdict: 'no-difference' });
      expect(comparison.base.runIds).toEqual(Array.from({ length: 10 }, (_, index) => `run-${index}`));
    });

    it('compares the completed pairs when interrupted', async () => {
      const interrupt = new AbortController();
      const { document: comparison } = await runSeries(
        alternate(variant('A', 0, 3), variant('B', 10, 3), options),
        setting(interrupt.signal),
        recording((index) => {
          if (index === 11) interrupt.abort();
        }),
      );
      expect(comparison).toMatchObject({ interrupted: true, verdict: 'unknown' });
      expect([comparison.base.runIds, comparison.new.runIds]).toEqual([['run-0'], ['run-10', 'run-11']]);
    });

    it('reports that only one of them ran', async () => {
      const interrupt = new AbortController();
      const { document: comparison } = await runSeries(
        alternate(variant('A', 0, 3), variant('B', 10, 3), options),
        setting(interrupt.signal),
        recording(() => interrupt.abort()),
      );
      expect(comparison).toMatchObject({ interrupted: true, verdict: 'unknown', differences: [] });
    });
  });
});

describe('the seeds of a series', () => {
  it('start with the seed itself, all differ, and are always the same', () => {
    const seeds = () => Array.from({ length: 100 }, (_, index) => seedOfRun(42, index));
    expect(seeds()[0]).toBe(42);
    expect(new Set(seeds()).size).toBe(100);
    expect(seeds()).toEqual(seeds());
  });
});

/** A series of this many runs, whose document is their outcome. */
function plainSeries(count: number): Series<RunsOutcome> {
  const none = () => {
    throw new Error('nothing of it is saved or shown');
  };
  const kind: SeriesKind<RunsOutcome> = {
    ...{ name: 'repeat', isSeriesFile: true, rendersPath: false },
    ...{ write: none, report: none, render: none, location: none, verdict: none, exitCode: none },
  };
  return {
    kind,
    next: ({ length }) =>
      length === count
        ? null
        : { variant: { name: 'all', settings: {} }, title: 'run', request: async () => requestFor(length) },
    replacement: { most: mostReplacements(count), voidReason: (record) => voidReason(record, null) },
    summarize: (outcome) => outcome,
  };
}

/** A request identified by its number, which is stored as the version. */
function requestFor(index: number): ExperimentRequest {
  return {
    scenario: {} as ExperimentRequest['scenario'],
    document: {},
    command: [],
    version: String(index),
    labels: {},
    targetPassword: null,
    keep: false,
    warnings: [],
    progress: createProgress({ stream: { write: () => true }, isTTY: false, quiet: true, colour: false }),
    signal: new AbortController().signal,
  };
}

/** Replaces real runs: those with these numbers are saturated, the first time or always. */
function voiding(numbers: readonly number[], when: 'once' | 'always' = 'once', verdict: RunRecord['verdict'] = 'pass') {
  const seen = new Set<number>();
  return async ({ version }: ExperimentRequest): Promise<{ record: RunRecord; failure: null }> => {
    const index = Number(version);
    const isVoid = when === 'always' || (numbers.includes(index) && !seen.has(index));
    seen.add(index);
    const record = runOf(index);
    const saturation = { ...record.saturation, saturated: isVoid, reasons: isVoid ? ['busy'] : [] };
    return { record: { ...record, saturation, verdict: isVoid ? verdict : 'pass' }, failure: null };
  };
}

/** Replaces real runs: the record of each number, after `before`. */
function recording(before: (index: number) => void = () => {}) {
  return async ({ version }: ExperimentRequest): Promise<{ record: RunRecord; failure: null }> => {
    const index = Number(version);
    before(index);
    return { record: runOf(index), failure: null };
  };
}
