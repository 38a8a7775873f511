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
/** HdrHistogram's own processor of logs runs where its reader does. */
const obstacle = foreignReaders[0] && obstacleOf(foreignReaders[0]);

beforeAll(async () => {
  record = validRecord((await run(['run', fixture('crash.yaml'), '--json'])).stdout);
});

it('what a run with a failover recorded adds up', () => {
  expect(record.faults.map(({ name, proof }) => [name, proof !== null])).toEqual([['kill-process', true]]);
  expectToAddUp(record);
});

describe.each(foreignReaders)('a histogram that is read back by $name', (reader) => {
  it('holds every latency in the bucket where it belongs, from 1 µs to 10 min', async (context) => {
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

  it('says the same as the record, of each phase and each kind of operation', async (context) => {
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

describe("a run's histogram log that HdrHistogram's own HistogramLogProcessor reads", () => {
  it('has the distribution that we print of the whole run', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    expect(record.phases.length).toBeGreaterThan(1);
    const theirs = distribution((await processLog(record)).distribution);
    expect(theirs.length).toBeGreaterThan(20);
    expect(distribution(hgrm.render(record))).toEqual(theirs);
  });

  it('has an interval for each second, with the operations that the timeline has', async (context) => {
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

  it('has under each tag the operations of that kind, for each phase', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    for (const kind of ['get', 'set']) {
      expect(countsIn(await processLog(record, kind))).toEqual(
        record.phases.map(({ latency }) => latency[kind]?.response?.count),
      );
    }
  });
});

/** What the record says beside a histogram is what the other implementation finds in it. */
function expectSame(ours: Percentiles, theirs: ForeignHistogram): void {
  // The record has the greatest latency itself, a histogram only the bucket that it lies in.
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

/** Worked out from the definition alone: 2,048 values one by one, then 1,024 buckets for each doubling. */
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

/** Over all orders of magnitude alike. */
function spread(count: number): readonly number[] {
  const random = forkRandom(1, 'latencies');
  return Array.from({ length: count }, () => Math.floor(highestTrackableUs ** random.next()));
}

/** What the processor makes of a record's log, in milliseconds. */
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

/** How many operations each interval has. */
function countsIn({ intervals }: { readonly intervals: string }): readonly number[] {
  return [...intervals.matchAll(/^\d+\.\d+: I:(\d+)/gm)].map(([, count]) => Number(count));
}

/** Its lines, without comments on the run and on how large the histogram is inside. */
function distribution(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !/^#\[(?!Mean|Max )/.test(line));
}
