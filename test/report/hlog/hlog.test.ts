import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { hlog } from '../../../src/report/hlog/hlog.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

const failover = fixtureRecords['sentinel-failover-with-losses'];

describe('a histogram log', () => {
  it('has a line for each second with a histogram in the record, and tagged lines for each phase', () => {
    const [steady] = failover.phases;
    const { histogram } = steady!.latency.all!.response!;
    const histograms = [0, 1000, 7000].map((startMs) => ({ startMs, endMs: startMs + 1000, maxUs: 8800, histogram }));
    const record: RunRecord = { ...failover, timeline: { ...failover.timeline, histograms } };
    expect(startsOf(readLog(record), record)).toEqual([0, 1000, 7000]);
    expect(startsOf(readLog(record, 'get'), record)).toEqual([0, 6000, 8306, 10_210]);
    const starts = [...hlog.render(record).matchAll(/^(?:Tag=\S+?,)?(\d+\.\d+),/gm)].map(([, start]) => Number(start));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('has a line for each phase if the record has no histograms per second', () => {
    const lines = readLog(failover);
    expect(startsOf(lines, failover)).toEqual([0, 6000, 8306, 10_210]);
    expect(lines.map(({ totalCount }) => totalCount)).toEqual(
      failover.phases.map(({ operations }) => operations.planned),
    );
  });

  it('counts from the start of the measured part; for an old record from the start of the program, which it notes', () => {
    expect(hlog.render(failover)).toContain(`#[StartTime: ${Date.parse(failover.run.measuredAt!) / 1000} `);
    expect(hlog.render(failover)).not.toContain('startedAt');
    const old = hlog.render(fixtureRecords.saturated);
    expect(old).toContain(`#[StartTime: ${Date.parse(fixtureRecords.saturated.run.startedAt) / 1000} `);
    expect(old).toContain('no run.measuredAt');
  });

  it('tags the lines of each kind of operation, and service times', () => {
    expect([...listTags(hlog.render(failover))].sort()).toEqual(
      ['NO TAG', 'get', 'get.service', 'service', 'set', 'set.service'].sort(),
    );
    const [steady] = failover.phases;
    expect(readLog(failover, 'set.service')[0]?.totalCount).toBe(steady?.latency.set?.service?.count);
  });

  it('has only service times, without a tag, in a closed loop', () => {
    expect([...listTags(hlog.render(fixtureRecords.saturated))].sort()).toEqual(['NO TAG', 'get', 'set']);
  });

  it('has no lines if nothing was measured', () => {
    expect(readLog(fixtureRecords['interrupted-before-measuring'])).toEqual([]);
  });

  it('keeps a tag from ending early', () => {
    const [phase] = buildRecord().phases;
    const latency = { 'EVAL a, b': phase!.latency.set! };
    expect([...listTags(hlog.render(buildRecord({ phases: [{ ...phase!, latency }] })))].sort()).toEqual([
      'EVAL_a_b',
      'EVAL_a_b.service',
    ]);
  });
});

function readLog(record: RunRecord, tag?: string) {
  const reader = new HistogramLogReader(hlog.render(record));
  const found = [];
  for (let next = reader.nextIntervalHistogram(); next; next = reader.nextIntervalHistogram())
    if ((tag ?? 'NO TAG') === next.tag) found.push(next);
  return found;
}

/** In milliseconds of the run. */
function startsOf(lines: ReturnType<typeof readLog>, { run }: RunRecord): readonly number[] {
  return lines.map(({ startTimeStampMsec }) => startTimeStampMsec - Date.parse(run.measuredAt ?? run.startedAt));
}
