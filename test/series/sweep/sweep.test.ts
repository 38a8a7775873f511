import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seriesSchema } from '../../../src/record/series/series-document.js';
import { sweepSchema } from '../../../src/record/series/sweep-record.js';
import { renderSweep } from '../../../src/report/sweep/sweep-report.js';
import type { ExperimentRequest } from '../../../src/run/measured.js';
import { runSeries } from '../../../src/series/run-series.js';
import { runGrid } from '../../../src/series/sweep/run-grid.js';
import { runOf } from '../../gate/compare/measured-runs.js';
import { aboutSweep, sweptAxes, sweptCells, sweptRecord } from './sweep-fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-sweep-'));
});
afterEach(() => rm(folder, { recursive: true }));

const cells = sweptCells.slice(0, 3);

/** Carries out three cells twice; each request is its number. */
function runCells(before: (number: number) => void = () => {}, signal = new AbortController().signal) {
  const requests = cells.map((_, cell) =>
    [0, 1].map((repetition) => ({ version: String(10 * repetition + cell) }) as ExperimentRequest),
  );
  const axes = sweptAxes.map(({ name, values }) => ({ name, values: values.map((value) => value.name) }));
  const grid = runGrid({ about: { ...aboutSweep(2), axes }, cells, figures: [], requests });
  const run = async ({ version }: ExperimentRequest) => {
    before(Number(version));
    return { record: runOf(Number(version)), failure: null };
  };
  return runSeries(grid, { outFolder: folder, formats: [], showLine: () => {}, signal }, run);
}

describe('a sweep', () => {
  it('runs every cell once per repetition, every other one in reverse', async () => {
    const order: number[] = [];
    await runCells((number) => void order.push(number));
    expect(order).toEqual([0, 1, 2, 12, 11, 10]);
  });

  it('saves the records of each cell in a folder of its own, and series.json, which every series has', async () => {
    const { document, folder: own, path } = await runCells();
    expect((await readdir(own)).sort()).toEqual(['01-async-1ms', '02-async-20ms', '03-wait-1-1ms', 'series.json']);
    expect(path).toBe(join(own, 'series.json'));
    const saved: unknown = JSON.parse(await readFile(join(own, 'series.json'), 'utf8'));
    expect(sweepSchema.parse(saved)).toEqual(document);
    expect(seriesSchema.parse(saved)).toMatchObject({ kind: 'sweep', verdict: 'pass' });
    expect(document.variants.map(({ runs }) => runs)).toEqual([
      ['01-async-1ms/run-0/record.json', '01-async-1ms/run-10/record.json'],
      ['02-async-20ms/run-1/record.json', '02-async-20ms/run-11/record.json'],
      ['03-wait-1-1ms/run-2/record.json', '03-wait-1-1ms/run-12/record.json'],
    ]);
    expect(document.variants[2]?.settings).toEqual({
      'workload.durability': 'wait:1',
      'topology.links.betweenZones.delay': '1ms',
    });
  });

  it('keeps the cells that ran when interrupted, and says which did not', async () => {
    const stop = new AbortController();
    const { document } = await runCells((number) => number === 1 && stop.abort(), stop.signal);
    expect(document).toMatchObject({ interrupted: true, verdict: 'unknown' });
    expect(document.variants.map(({ runs }) => runs.length)).toEqual([1, 1, 0]);
    const text = renderSweep(document, { columns: 80, colour: false, path: null });
    expect(text).toMatch(/^INTERRUPTED/);
    expect(text).toContain('not run');
  });
});

describe('the report of a sweep', () => {
  const sweep = sweptRecord();
  const text = renderSweep(sweep, { columns: 120, colour: false, path: '/reports/series.json' });

  it('has a row per cell: its values, medians, losses with their bound, and verdict', () => {
    expect(text).toMatch(/durability +delay +throughput +p99 +write outage +lost writes +runs with losses +verdict/);
    expect(text).toMatch(/async +1ms +10,000\/s +2\.46 ms +2\.04 s +12 +2 of 3, 9 to 99 % +FAIL/);
    expect(text).toMatch(/wait:1 +1ms +10,000\/s +\S+ ms +2\.64 s +0 +0 of 3, ≤ 100 % +PASS/);
  });

  it('opens with what the cells differ in', () => {
    const opening = text.replaceAll(/\s+/g, ' ');
    expect(opening).toMatch(
      /^FAIL .*; write outage 2\.04 s \(async, 1ms\) to ≥ 3\.54 s \(wait:2, 20ms\); lost writes 0 \(/,
    );
    expect(opening).toMatch(/Medians: throughput 10,000\/s in every cell;/);
  });

  it('marks an outage that was not over as a lower bound', () => {
    expect(text).toMatch(/wait:2 +20ms +10,000\/s +\S+ ms +≥ 3\.54 s/);
    expect(text).toMatch(/write outage: the outage caused by host-loss was not over when the run ended/);
  });

  it('says which cells failed which gate', () => {
    expect(text).toMatch(/^FAIL {2}durability: 6 cells, 3 runs each.*: 2 failed$/m);
    expect(text).toMatch(/lost_writes == 0: durability=async, delay=1ms; durability=async, delay=20ms/);
  });

  it('splits its table on a narrow terminal, and repeats the names of the cells', () => {
    const lines = renderSweep(sweep, { columns: 80, colour: false, path: null }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^ {2}durability +delay/.test(line))).toHaveLength(2);
  });
});
