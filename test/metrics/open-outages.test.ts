import { describe, expect, it } from 'vitest';
import { ServiceGaps } from '../../src/load/service-gaps.js';
import { OpenOutages } from '../../src/metrics/open-outages.js';

const openLoop = { closedLoop: false, hasOthers: true };

describe('ongoing times without success', () => {
  it('begin when an operation becomes due after the last success of any worker, and end with the next success', () => {
    const [first, second] = [new ServiceGaps(4, openLoop), new ServiceGaps(4, openLoop)];
    const open = new OpenOutages(2);
    const look = (plannedMs: number) => {
      open.add(0, first.report(plannedMs));
      open.add(1, second.report(plannedMs));
      return open.all();
    };
    expect(look(0)).toEqual([]);
    first.due(1, 100);
    first.success(1, 101);
    second.due(1, 150);
    expect(look(160)).toEqual([{ shard: 1, sort: 'write', fromMs: 150 }]);
    first.due(1, 200);
    first.success(1, 210);
    // The second worker's operation is still due, and the first one's success came after it.
    expect(look(220)).toEqual([{ shard: 1, sort: 'write', fromMs: 210 }]);
    second.success(1, 230);
    second.due(2, 240);
    second.due(2, 900);
    expect(look(900)).toEqual([{ shard: 0, sort: 'read', fromMs: 240 }]);
    second.finish();
    expect(look(900)).toEqual([]);
  });

  it('are none if nothing is due, however long ago the last success was', () => {
    const gaps = new ServiceGaps(2, openLoop);
    gaps.due(0, 10);
    gaps.success(0, 11);
    const open = new OpenOutages(1);
    open.add(0, gaps.report(60_000));
    expect(open.all()).toEqual([]);
  });
});
