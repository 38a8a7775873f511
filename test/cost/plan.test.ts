import { describe, expect, it } from 'vitest';
import { measuredRates, publishedRates } from '../../src/cost/plan/measured-rates.js';
import { type PlanRequest, planLoad } from '../../src/cost/plan/plan-load.js';
import { exampleRecord } from '../gate/example-record.js';

function plan(changes: Partial<PlanRequest> = {}): Readonly<Record<string, number>> {
  const { figures } = planLoad({
    ratePerSecond: 500_000_000,
    valueBytes: 100,
    keyBytes: 16,
    readShare: 1,
    pipeline: 16,
    rates: publishedRates('redis', changes.pipeline ?? 16),
    host: { cores: 16, gbitPerSecond: 25, packetsPerSecond: 1e9 },
    node: { perSecond: 1_000_000, memoryGib: 100, replicas: 0 },
    dataGb: null,
    connections: 1,
    ...changes,
  });
  return Object.fromEntries(figures.map(({ name, value }) => [name, value]));
}

describe('the plan of a load', () => {
  // 500 million reads of 100 B on hosts of 16 cores and 25 Gbit/s, of which 14 and 20 are used.
  it.each([
    [1, 4_869, 348],
    [16, 681, 49],
    [64, 500, 36],
  ])('with a pipeline of %i takes %i cores on %i hosts', (pipeline, cores, hosts) => {
    expect(plan({ pipeline })).toMatchObject({
      'generator cores': cores,
      'hosts by cores': hosts,
      'hosts by bandwidth': 22,
      'generator hosts': hosts,
      nodes: 500,
      'sockets per node': hosts * 14,
    });
  });

  it('is limited by packets without a pipeline: two for each operation', () => {
    const host = { cores: 1_024, gbitPerSecond: 1_000, packetsPerSecond: 4_000_000 };
    expect(plan({ pipeline: 1, host })).toMatchObject({
      packets: 1_000_000_000,
      'hosts by packets': 250,
      'generator hosts': 250,
    });
  });

  it('counts the bytes of the wider direction: values go out with writes, and come back with reads', () => {
    // *3 $3 SET $16 <key> $100 <value>, and +OK; 4 + 9 + 23 + 108.
    expect(plan({ readShare: 0 })).toMatchObject({ 'bytes sent': 144, 'bytes received': 5 });
    // *2 $3 GET $16 <key>, and $100 <value>.
    expect(plan({ readShare: 1 })).toMatchObject({ 'bytes sent': 36, 'bytes received': 108 });
  });

  it('takes as many shards as the data or the rate needs, and every replica is a node', () => {
    const node = { perSecond: 1_000_000, memoryGib: 100, replicas: 2 };
    expect(plan({ ratePerSecond: 3_000_000, dataGb: 750, node })).toMatchObject({ 'shards by memory': 10, nodes: 30 });
    expect(plan({ ratePerSecond: 3_000_000, dataGb: 75, node })).toMatchObject({ 'shards by memory': 1, nodes: 9 });
  });

  it('uses the rate of the next measured pipeline that is not deeper', () => {
    expect(publishedRates('redis', 15).generator).toBe(102_700);
    expect(publishedRates('memcached', 1_000).generator).toBe(661_000);
  });

  it("divides the throughput of the user's own runs by the CPU time that they took, and keeps the slowest", () => {
    const run = (cpuPercent: number) => {
      const record = exampleRecord();
      const generator = { ...record.saturation.generator, cpuPercent };
      return { ...record, saturation: { ...record.saturation, generator } };
    };
    // 9,800 operations per second, on a fifth and on half of a core.
    expect(measuredRates([run(20), run(50)])).toMatchObject({ generator: 19_600, server: null });
    expect(measuredRates([])).toBeNull();
  });
});
