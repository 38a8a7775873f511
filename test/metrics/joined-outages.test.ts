import { expect, it } from 'vitest';
import { ServiceGaps } from '../../src/load/service-gaps.js';
import { JoinedOutages } from '../../src/metrics/joined-outages.js';

const openLoop = { closedLoop: false, hasOthers: true };

it('a worker that is lost neither ends nor makes an outage: only the others tell', () => {
  const [first, second] = [new ServiceGaps(2, openLoop), new ServiceGaps(2, openLoop)];
  const joined = new JoinedOutages(2, 1);
  const write = (gaps: ServiceGaps, dueMs: number, atMs: number) => {
    gaps.due(0, dueMs);
    gaps.success(0, atMs);
  };
  for (const gaps of [first, second]) write(gaps, 100, 101);
  joined.add(0, first.report(110));
  joined.add(1, second.report(110));
  // The second is lost; the first is served throughout, but for a time.
  joined.leave(1);
  write(first, 150, 151);
  write(first, 200, 400);
  joined.add(0, first.report(410));
  write(first, 420, 421);
  first.due(0, 500);
  joined.add(0, first.finish());
  expect(joined.finish(1_000)).toEqual([
    { shard: 0, sort: 'write', fromMs: 200, toMs: 400 },
    { shard: 0, sort: 'write', fromMs: 500, toMs: null },
  ]);
});
