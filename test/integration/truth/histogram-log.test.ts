import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/model/run-record.js';
import { hgrm } from '../../../src/report/hgrm/hgrm.js';
import { hlog } from '../../../src/report/hlog/hlog.js';
import { fixture, run, validRecord } from '../../cli/drill/run.js';
import { call, foreignReaders, jar, obstacleOf } from './foreign-reader.js';

let record: RunRecord;
/** HdrHistogram's own processor of logs runs where its reader does. */
const obstacle = foreignReaders[0] && obstacleOf(foreignReaders[0]);

beforeAll(async () => {
  record = validRecord((await run(['run', fixture('crash.yaml'), '--json'])).stdout);
});

describe("a run's histogram log that HdrHistogram's own HistogramLogProcessor reads", () => {
  it('has the distribution that we print of the whole run', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    expect(record.phases.length).toBeGreaterThan(1);
    const theirs = distribution((await process(record)).distribution);
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
    expect(countsIn(await process(record))).toEqual([...bySecond.values()].filter((count) => count > 0));
  });

  it('has under each tag the operations of that kind, for each phase', async (context) => {
    const reason = await obstacle;
    if (reason !== undefined) context.skip(reason);
    for (const kind of ['get', 'set']) {
      expect(countsIn(await process(record, kind))).toEqual(
        record.phases.map(({ latency }) => latency[kind]?.response?.count),
      );
    }
  });
});

/** What the processor makes of a record's log, in milliseconds. */
async function process(of: RunRecord, tag?: string) {
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
