import { operationsOf } from '../../load/workload/plan-operations.js';
import { availability } from '../../metrics/availability.js';
import { anyStalled } from '../../metrics/stall-spans.js';
import type { RunRecord } from '../../model/run-record.js';
import { outageRecord } from '../../strike/run-outages.js';
import type { RunView } from './run-view.js';
import { shardRecords } from './shard-records.js';

/** The outages that no fault explains, and what all outages add up to. */
export function outagesSection(
  view: RunView,
): Required<Pick<RunRecord, 'otherOutages' | 'stalls' | 'availability'>> & Pick<RunRecord, 'shards'> {
  const { measured, request, views, totals, otherOutages, issueEndMs, phaseMs } = view;
  const outages = [...views.flatMap((fault) => fault.outages), ...otherOutages];
  const shards = shardRecords(measured, operationsOf(request.scenario.workload), { views, outages });
  return {
    otherOutages: otherOutages.map((outage) => outageRecord(outage, issueEndMs)),
    stalls: anyStalled(measured.stalls),
    ...(shards && { shards }),
    availability: availability(totals.operations, measured.load && { outages, endMs: issueEndMs, downMs: phaseMs }),
  };
}
