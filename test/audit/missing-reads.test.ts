import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainMissingReads, type RemovalEvidence } from '../../src/audit/missing-reads.js';
import { missingReadCauses } from '../../src/model/write-fates.js';

const span = (endMs: number, shard = 0, count = 10) => ({ shard, endMs, count });
const evidence = (cause: RemovalEvidence['cause'], fromMs: number, shard: number | null = 0) => ({
  cause,
  fromMs,
  shard,
});
const explained = (
  spans: readonly ReturnType<typeof span>[],
  given: readonly RemovalEvidence[],
  { lost = false, unobserved = [] as readonly number[] } = {},
) => {
  const { causes } = explainMissingReads({ spans, evidence: given, unobservedShards: new Set(unobserved) }, lost);
  return Object.fromEntries(Object.entries(causes).filter(([, count]) => count > 0));
};

describe('a read that finds nothing', () => {
  it('is attributed to what removed keys of its shard before', () => {
    expect(explained([span(3_000)], [evidence('flushed', 2_000)])).toEqual({ flushed: 10 });
    expect(explained([span(3_000, 1)], [evidence('evicted', -500, 1)])).toEqual({ evicted: 10 });
    expect(explained([span(3_000, 1)], [evidence('expired', 0, null)])).toEqual({ expired: 10 });
  });

  it('is not attributed to what came later or hit another shard', () => {
    expect(explained([span(2_000)], [evidence('flushed', 2_000)])).toEqual({ unknown: 10 });
    expect(explained([span(3_000, 1)], [evidence('serverGone', 2_000, 0)])).toEqual({ unknown: 10 });
  });

  it('has no known cause if two are possible, or if the servers reported nothing', () => {
    const both = [evidence('flushed', 2_000), evidence('evicted', 4_000)];
    expect(explained([span(3_000), span(5_000)], both)).toEqual({ flushed: 10, unknown: 10 });
    expect(explained([span(3_000)], [evidence('flushed', 2_000)], { unobserved: [0] })).toEqual({ unknown: 10 });
  });

  it('is attributed to lost writes if nothing else removed keys', () => {
    expect(explained([span(3_000)], [], { lost: true })).toEqual({ lost: 10 });
    expect(explained([span(3_000)], [evidence('flushed', 0)], { lost: true })).toEqual({ flushed: 10 });
  });

  it('has exactly one cause for any evidence', () => {
    const anySpan = fc.record({ shard: fc.nat(2), endMs: fc.nat(9), count: fc.integer({ min: 1, max: 5 }) });
    const anyEvidence = fc.record({
      cause: fc.constantFrom('expired' as const, 'evicted' as const, 'flushed' as const, 'serverGone' as const),
      shard: fc.option(fc.nat(2)),
      fromMs: fc.integer({ min: -2, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(anySpan), fc.array(anyEvidence), fc.boolean(), (spans, given, lost) => {
        const found = explainMissingReads({ spans, evidence: given, unobservedShards: new Set() }, lost);
        expect(found.count).toBe(spans.reduce((sum, { count }) => sum + count, 0));
        expect(missingReadCauses.reduce((sum, cause) => sum + found.causes[cause], 0)).toBe(found.count);
      }),
    );
  });
});
