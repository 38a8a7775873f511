import { operationsOf } from '../load/workload/plan-operations.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { shortestOutages } from '../metrics/fault-outages.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { NodeDescription } from '../model/node.js';
import type { RunLog } from '../progress/run-log.js';
import type { Cluster } from '../topology/topology.js';
import { FaultView } from './fault-view.js';
import type { ObservedLoad } from './observed-load.js';
import { otherOutages, runOutages } from './run-outages.js';

/** Every fault of a run with its outages, and the outages that belong to no fault. */
export function viewFaults({
  measured,
  cluster,
  log,
  workload,
  nodesAtStart,
}: {
  readonly measured: ObservedLoad;
  readonly cluster: Cluster;
  readonly log: RunLog;
  readonly workload: WorkloadPlan;
  readonly nodesAtStart: readonly NodeDescription[];
}): { readonly views: readonly FaultView[]; readonly others: readonly ClientOutage[]; readonly phaseMs: number } {
  const { measurements, epochMs } = measured;
  const issueEndMs = measured.issueEndMs - epochMs;
  const steadyEndMs = Math.min(
    measured.endMs - epochMs,
    ...measured.faults.map(({ injectedAtMs }) => injectedAtMs - epochMs),
  );
  const steady = { first: 0, end: Math.floor(steadyEndMs / measurements.intervalMs) };
  const steadyP99Us = measurements.quantileUs(steady, 0.99);
  const { phaseMs, eventMs } = shortestOutages(steadyP99Us);
  const outages = runOutages(measured, steadyP99Us);
  const context = {
    measured,
    outages,
    cluster,
    operations: operationsOf(workload),
    areBehindApplication: workload.application !== null,
    events: log.events(),
    steadyEndMs,
    phaseMs,
    isReplicated: nodesAtStart.some(({ role }) => role === 'replica'),
  };
  const views = measured.faults.map((outcome) => new FaultView(outcome, context));
  return { views, phaseMs, others: otherOutages(outages.clients, views, { issueEndMs, eventMs }) };
}
