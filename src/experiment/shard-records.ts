import { commonOutages, lengthMs } from '../metrics/outages.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { ShardRecord } from '../model/run-record.js';
import type { FaultView } from './fault-view.js';
import type { Measured } from './measured.js';

/** What clients lived through on each shard, so that those that no fault hit stand apart; undefined where there is one shard. */
export function shardRecords(
  { load, issueEndMs, epochMs, measurements }: Measured,
  operations: readonly OperationPlan[],
  faults: readonly FaultView[],
): readonly ShardRecord[] | undefined {
  if (load === null || load.shards.length < 2) return undefined;
  const seen = measurements.kinds();
  const longest = (shard: number, sort: 'read' | 'write') => {
    const isIssued = operations.some(({ name, writes }) => writes === (sort === 'write') && seen.includes(name));
    if (!isIssued) return null;
    const lengths = commonOutages(load.gaps, shard, sort).map((outage) => lengthMs(outage, issueEndMs - epochMs));
    return Math.max(0, ...lengths);
  };
  return load.shards.map((counts, shard) => ({
    shard,
    hurtBy: [...new Set(faults.filter(({ shards }) => shards.includes(shard)).map(({ outcome }) => outcome.plan.name))],
    operations: counts,
    longestOutage: { writeMs: longest(shard, 'write'), readMs: longest(shard, 'read') },
  }));
}
