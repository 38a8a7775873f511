import type { RunRecord } from '../../record/run-record.js';

/** What one core sustains, in operations per second, and where that was measured. */
export interface CoreRates {
  readonly generator: number;
  /** Null: not measured. */
  readonly server: number | null;
  readonly source: string;
}

/** By pipeline: one core of the generator (driver wire, 50 connections or more). Source: docs/performance.md. */
const published = {
  redis: [
    { pipeline: 1, perSecond: 102_700 },
    { pipeline: 16, perSecond: 735_000 },
    { pipeline: 64, perSecond: 1_000_000 },
  ],
  memcached: [
    { pipeline: 1, perSecond: 109_000 },
    { pipeline: 16, perSecond: 506_000 },
    { pipeline: 64, perSecond: 661_000 },
  ],
} as const;

/** The published rate for the next pipeline that is not deeper: never more than was measured. */
export function publishedRates(protocol: keyof typeof published, pipeline: number): CoreRates {
  const shallower = published[protocol].filter((row) => row.pipeline <= pipeline);
  const row = shallower.at(-1) ?? published[protocol][0];
  return { generator: row.perSecond, server: null, source: `docs/performance.md, pipeline ${row.pipeline}` };
}

/** The lowest rates of some records, each its throughput over the CPU time it took; null: none says. */
export function measuredRates(records: readonly RunRecord[]): CoreRates | null {
  const generator = records.flatMap(({ totals, saturation }) =>
    perCore(totals.throughputPerSecond, saturation.generator.cpuPercent),
  );
  const server = records.flatMap(({ totals, saturation, topology }) => {
    const replicas = new Set(topology.nodes.filter(({ role }) => role === 'replica').map(({ id }) => id));
    const loads = saturation.servers.filter(({ node }) => !replicas.has(node)).map(({ cpuPercent }) => cpuPercent);
    if (loads.length === 0 || loads.includes(null)) return [];
    return perCore(
      totals.throughputPerSecond,
      loads.reduce<number>((sum, load) => sum + (load ?? 0), 0),
    );
  });
  if (generator.length === 0) return null;
  return {
    generator: Math.floor(Math.min(...generator)),
    server: server.length === 0 ? null : Math.floor(Math.min(...server)),
    source: records.length === 1 ? 'the record' : `the slowest of ${records.length} records`,
  };
}

function perCore(throughputPerSecond: number | null, cpuPercent: number | null): readonly number[] {
  if (throughputPerSecond === null || cpuPercent === null || cpuPercent <= 0) return [];
  return [throughputPerSecond / (cpuPercent / 100)];
}
