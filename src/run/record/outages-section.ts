import { operationsOf } from '../../load/workload/plan-operations.js';
import { availability } from '../../metrics/availability.js';
import { type ClientOutage, lengthMs } from '../../metrics/outages.js';
import type { Sort } from '../../metrics/service-gap.js';
import { anyStalled } from '../../metrics/stall-spans.js';
import type { Stall } from '../../model/stall.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ShardRecord } from '../../record/sections/shards.js';
import { outageRecord } from '../../strike/run-outages.js';
import type { Measured } from '../measured.js';
import type { RunView } from './run-view.js';

/** The outages that no fault explains, and the totals of all outages. */
export function outagesSection(
  view: RunView,
): Required<Pick<RunRecord, 'otherOutages' | 'stalls' | 'availability'>> & Pick<RunRecord, 'shards'> {
  const { measured, views, totals, otherOutages, issueEndMs, phaseMs } = view;
  const outages = [...views.flatMap((fault) => fault.outages), ...otherOutages];
  const shards = shardRecords(view, outages);
  return {
    otherOutages: otherOutages.map((outage) => outageRecord(outage, issueEndMs)),
    stalls: allStalls(measured),
    ...(shards && { shards }),
    availability: availability(totals.operations, measured.load && { outages, endMs: issueEndMs, downMs: phaseMs }),
  };
}

/** Service per shard as clients experienced it, so that unaffected shards can be told apart; undefined with a single shard. */
function shardRecords(
  { measured: { load, measurements }, request, views, issueEndMs }: RunView,
  outages: readonly ClientOutage[],
): readonly ShardRecord[] | undefined {
  if (load === null || load.shards.length < 2) return undefined;
  const seen = measurements.kinds();
  const issued = operationsOf(request.scenario.workload).filter(({ name }) => seen.includes(name));
  const longest = (shard: number, sort: Sort) => {
    if (!issued.some(({ writes }) => writes === (sort === 'write'))) return null;
    const own = outages.filter((outage) => outage.shard === shard && outage.sort === sort);
    return Math.max(0, ...own.map((outage) => lengthMs(outage, issueEndMs)));
  };
  return load.shards.map(({ ok, notOk }, shard) => ({
    shard,
    hurtBy: [...new Set(views.filter(({ shards }) => shards.includes(shard)).map(({ outcome }) => outcome.order.name))],
    operations: { ok, notOk },
    longestOutage: { writeMs: longest(shard, 'write'), readMs: longest(shard, 'read') },
  }));
}

function allStalls({ stalls, mainStalls }: Measured): readonly Stall[] {
  const ofMain = mainStalls.map((stall) => ({ ...stall, thread: 'main' as const }));
  return [...anyStalled(stalls), ...ofMain].sort((left, right) => left.startMs - right.startMs);
}
