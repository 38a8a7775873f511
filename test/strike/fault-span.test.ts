import { describe, expect, it } from 'vitest';
import { type StruckShards, spanEndMs } from '../../src/strike/fault-span.js';

function struck(injectedAtMs: number, changes: Partial<StruckShards> = {}): StruckShards {
  return { injectedAtMs, healedAtMs: null, shards: [0], primaryShards: [], ...changes };
}

describe('events on a shard belong to the fault', () => {
  const primary = { primaryShards: [0] };
  it.each<{ name: string; faults: readonly [StruckShards, ...StruckShards[]]; promoted?: number[]; endMs: number }>([
    { name: 'to the end when no other strikes', faults: [struck(5)], endMs: Number.POSITIVE_INFINITY },
    { name: 'until the next strikes the same shard', faults: [struck(5), struck(9), struck(7)], endMs: 7 },
    {
      name: 'past a strike on another shard',
      faults: [struck(5), struck(7, { shards: [1] })],
      endMs: Number.POSITIVE_INFINITY,
    },
    {
      name: 'past a strike on a replica while the primary that it struck has no successor',
      faults: [struck(5, primary), struck(6)],
      promoted: [8],
      endMs: Number.POSITIVE_INFINITY,
    },
    {
      name: 'until the strike on the successor of the primary that it struck',
      faults: [struck(5, primary), struck(9, primary)],
      promoted: [8, 12],
      endMs: 9,
    },
    {
      name: 'until the next strike when it was healed before it, and nobody was promoted',
      faults: [struck(5, { ...primary, healedAtMs: 6 }), struck(9, primary)],
      promoted: [12],
      endMs: 9,
    },
  ])('$name', ({ faults, promoted = [], endMs }) => {
    expect(spanEndMs(faults[0], 0, faults, promoted)).toBe(endMs);
  });
});
