import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bucketStartUs, highestTrackableUs, LatencyRecorder } from '../../../src/metrics/latency-recorder.js';
import { LatencySum } from '../../../src/metrics/latency-sum.js';
import { forkRandom } from '../../../src/random/random.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { Percentiles } from '../../../src/record/sections/stats.js';
import { hgrm } from '../../../src/report/hgrm/hgrm.js';
import { hlog } from '../../../src/report/hlog/hlog.js';
import { expectToAddUp } from '../../cli/drill/adds-up.js';
import { fixture, run, validRecord } from '../../cli/drill/run.js';
import { call, type ForeignHistogram, foreignReaders, jar, obstacleOf, readForeign } from './foreign-reader.js';

let record: RunRecord;
/** HdrHistogram's own log processor runs where its reader does. */
const obstacle = foreignReaders[0] && obstacleOf(foreignReaders[0]);

beforeAll(async () => {
  record = validRecord((await run(['run', fixture('crash.yaml'), '--json'])).stdout);
});

it('the record of a run with a failover is consistent', () => {
  expect(record.faults.map(({ name, proof }) => [name, proof !== null])).toEqual([['kill-process', true]]);
  expectToAddUp(record);
});

describe.each(foreignReaders)('a histogram, as read by $name', (reader) => {
  it('has every latency in the correct bucket, from 1 µs to 10 min', async (context) => {
    const obstacle = await obstacleOf(reader);
    if (obstacle !== undefined) context.skip(obstacle);
    const sets = [oneOfEach(), everyBucket(), spread(100_000), [1], [highestTrackableUs], new Array(3).fill(2_047)];
    const ours = sets.map(percentilesOf);
    const theirs = await readForeign(
      reader,
      ours.map(({ histogram }) => histogram),
    );
    expect(theirs).toHaveLength(sets.length);
    for (const [index, latencies] of sets.entries()) {
      expect(theirs[index]!.buckets).toEqual(bucketsOf(latencies));
      expectSame(ours[index]!, theirs[index]!);
    }
  });

  it('matches the record, for each phase and kind of operation', async (context) => {
    const obstacle = await obstacleOf(reader);
    if (obstacle !== undefined) context.skip(obstacle);
    const ours = [record.totals, ...record.phases]
      .flatMap(({ latency }) => Object.values(latency))
      .flatMap(({ response, service }) => [response, service].filter((one) => one !== null));
    expect(ours.length).toBeGreaterThan(6);
    const theirs = await readForeign(
      reader,
      ours.map(({ histogram }) => histogram),
    );
    expect(theirs).toHaveLength(ours.length);
    for (const [index, percentiles] of ours.entries()) expectSame(percentiles, theirs[index]!);
  });
});

describe("a histogram log, as read by HdrHistogram's own HistogramLogProcessor", () => {
  it('has the distribution that we print for the whole run', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    expect(record.phases.length).toBeGreaterThan(1);
    const theirs = distribution((await processLog(record)).distribution);
    expect(theirs.length).toBeGreaterThan(20);
    expect(distribution(hgrm.render(record))).toEqual(theirs);
  });

  it('has an interval for each second, with the operations of the timeline', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    const { intervals, intervalMs } = record.timeline;
    const bySecond = new Map<number, number>();
    for (const { startMs, sent, dropped } of intervals) {
      const second = Math.floor((startMs + intervalMs / 2) / 1000);
      bySecond.set(second, (bySecond.get(second) ?? 0) + sent + dropped);
    }
    expect(countsIn(await processLog(record))).toEqual([...bySecond.values()].filter((count) => count > 0));
  });

  it('has the operations of each kind under its tag, for each phase', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    for (const kind of ['get', 'set']) {
      expect(countsIn(await processLog(record, kind))).toEqual(
        record.phases.map(({ latency }) => latency[kind]?.response?.count),
      );
    }
  });
});

/** The figures of the record match what the other implementation reads from the histogram. */
function expectSame(ours: Percentiles, theirs: ForeignHistogram): void {
  // The record has the exact maximum, a histogram only its bucket.
  const cut = (us: number) => Math.min(us, ours.maxUs);
  expect(theirs.count).toBe(ours.count);
  expect(cut(theirs.min)).toBe(ours.minUs);
  expect(Math.round(theirs.mean)).toBe(ours.meanUs);
  expect(theirs.percentiles.map(cut)).toEqual([
    ours.p50Us,
    ours.p90Us,
    ours.p95Us,
    ours.p99Us,
    ours.p99_9Us,
    ours.p99_99Us,
  ]);
  const [lowest] = theirs.buckets.at(-1)!;
  expect(ours.maxUs).toBeGreaterThanOrEqual(lowest);
  expect(ours.maxUs).toBeLessThanOrEqual(theirs.max);
}

function percentilesOf(latenciesUs: readonly number[]): Percentiles {
  const recorder = new LatencyRecorder();
  for (const us of latenciesUs) recorder.record(us / 1000);
  const total = new LatencySum();
  total.add(recorder.take()!);
  return total.percentiles()!;
}

/** Derived from the definition alone: 2,048 single values, then 1,024 buckets per doubling. */
function bucketsOf(latenciesUs: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const us of latenciesUs) {
    let width = 1;
    while (us >= 2048 * width) width *= 2;
    const lowest = Math.floor(us / width) * width;
    counts.set(lowest, (counts.get(lowest) ?? 0) + 1);
  }
  return [...counts].sort(([left], [right]) => left - right);
}

/** 1 to 4,096 µs. */
function oneOfEach(): readonly number[] {
  return Array.from({ length: 4_096 }, (_, index) => index + 1);
}

/** The lowest latency of each bucket. */
function everyBucket(): readonly number[] {
  return Array.from({ length: 20_000 }, (_, index) => bucketStartUs(index + 1)).filter(
    (us) => us <= highestTrackableUs,
  );
}

/** Spread evenly over all orders of magnitude. */
function spread(count: number): readonly number[] {
  const random = forkRandom(1, 'latencies');
  return Array.from({ length: count }, () => Math.floor(highestTrackableUs ** random.next()));
}

/** The processor's output for a record's log, in milliseconds. */
async function processLog(of: RunRecord, tag?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'cb-hlog-'));
  try {
    const log = join(folder, 'run.hlog');
    const out = join(folder, 'out');
    await writeFile(log, hlog.render(of));
    const given = ['-i', log, '-o', out, '-outputValueUnitRatio', '1000', ...(tag === undefined ? [] : ['-tag', tag])];
    await call(['java', '-Xshare:auto', '-cp', jar, 'org.HdrHistogram.HistogramLogProcessor', ...given], '');
    return { distribution: await readFile(`${out}.hgrm`, 'utf8'), intervals: await readFile(out, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The number of operations in each interval. */
function countsIn({ intervals }: { readonly intervals: string }): readonly number[] {
  return [...intervals.matchAll(/^\d+\.\d+: I:(\d+)/gm)].map(([, count]) => Number(count));
}

/** Its lines, without comments about the run and the histogram's internal size. */
function distribution(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !/^#\[(?!Mean|Max )/.test(line));
}
