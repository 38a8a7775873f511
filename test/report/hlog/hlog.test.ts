import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/model/run-record.js';
import { hlog } from '../../../src/report/hlog/hlog.js';
import { buildRecord } from '../../fixtures/records/build-record.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

const failover = fixtureRecords['sentinel-failover-with-losses'];

describe('a histogram log', () => {
  it('has a line for each phase with all its operations, in their order', () => {
    const lines = readLog(failover);
    expect(lines.map(({ startTimeStampMsec }) => startTimeStampMsec - startMs(failover))).toEqual([
      0, 6000, 8306, 10_210,
    ]);
    expect(lines.map(({ totalCount }) => totalCount)).toEqual(
      failover.phases.map(({ operations }) => operations.planned),
    );
  });

  it('tags the lines of a kind of operation, and those of service times', () => {
    expect([...listTags(hlog.render(failover))].sort()).toEqual(
      ['NO TAG', 'get', 'get.service', 'service', 'set', 'set.service'].sort(),
    );
    const [steady] = failover.phases;
    expect(readLog(failover, 'set.service')[0]?.totalCount).toBe(steady?.latency.set?.service?.count);
  });

  it('has service times alone, without a tag of their own, in closed loop', () => {
    expect([...listTags(hlog.render(fixtureRecords.saturated))].sort()).toEqual(['NO TAG', 'get', 'set']);
  });

  it('is a log without lines when nothing was measured', () => {
    expect(readLog(fixtureRecords['interrupted-before-measuring'])).toEqual([]);
  });

  it('keeps a tag from ending before its end', () => {
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

function startMs({ run }: RunRecord): number {
  return Date.parse(run.startedAt);
}
