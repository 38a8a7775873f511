import { type ClientOutage, lengthMs } from '../../metrics/outages.js';
import type { Sort } from '../../metrics/service-gap.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { ShardRecord } from '../../model/run-record.js';
import type { FaultView } from '../../strike/fault-view.js';
import type { Measured } from '../measured.js';

/** Service per shard as clients experienced it, so that unaffected shards can be told apart; undefined with a single shard. */
export function shardRecords(
  { load, issueEndMs, epochMs, measurements }: Measured,
  operations: readonly OperationPlan[],
  { views, outages }: { readonly views: readonly FaultView[]; readonly outages: readonly ClientOutage[] },
): readonly ShardRecord[] | undefined {
  if (load === null || load.shards.length < 2) return undefined;
  const seen = measurements.kinds();
  const longest = (shard: number, sort: Sort) => {
    const isIssued = operations.some(({ name, writes }) => writes === (sort === 'write') && seen.includes(name));
    if (!isIssued) return null;
    const own = outages.filter((outage) => outage.shard === shard && outage.sort === sort);
    return Math.max(0, ...own.map((outage) => lengthMs(outage, issueEndMs - epochMs)));
  };
  return load.shards.map(({ ok, notOk }, shard) => ({
    shard,
    hurtBy: [...new Set(views.filter(({ shards }) => shards.includes(shard)).map(({ outcome }) => outcome.order.name))],
    operations: { ok, notOk },
    longestOutage: { writeMs: longest(shard, 'write'), readMs: longest(shard, 'read') },
  }));
}
