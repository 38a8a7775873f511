import { describe, expect, it } from 'vitest';
import type { ShardRecord } from '../../../src/record/sections/shards.js';
import { shardFigures } from '../../../src/report/facts/shards.js';
import { sentinelFailover } from '../../fixtures/records/sentinel-failover.js';

function shard(number: number, changes: Partial<ShardRecord> = {}): ShardRecord {
  return {
    shard: number,
    hurtBy: [],
    operations: { ok: 1_000, notOk: 0 },
    longestOutage: { writeMs: 12, readMs: 9 },
    ...changes,
  };
}

const struck = shard(1, {
  hurtBy: ['kill-process'],
  operations: { ok: 600, notOk: 400 },
  longestOutage: { writeMs: 2_640, readMs: null },
});

describe('the shards of a run', () => {
  it('are listed separately if a fault hit them, and the others together with their longest outage', () => {
    const others = [shard(0, { longestOutage: { writeMs: 40, readMs: 9 } }), shard(2)];
    expect(shardFigures({ ...sentinelFailover(), shards: [struck, ...others] })?.rows).toEqual([
      ['1', 'kill-process', '600', '400', '60 %', '2.64 s', '–'],
      ['the other 2', 'no fault', '2,000', '0', '100 %', '40 ms', '9 ms'],
    ]);
  });

  it('have a number if only one was spared, and are called all if none was hit', () => {
    const first = (shards: readonly ShardRecord[]) =>
      shardFigures({ ...sentinelFailover(), shards })?.rows.map(([name]) => name);
    expect(first([shard(0), struck])).toEqual(['1', '0']);
    expect(first([shard(0), shard(1), shard(2)])).toEqual(['all 3']);
  });

  it('are omitted if there is only one', () => {
    expect(shardFigures(sentinelFailover())).toBeNull();
  });
});
