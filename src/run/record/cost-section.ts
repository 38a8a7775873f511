import { asMeasured, priceTraffic } from '../../cost/price-load.js';
import type { ReplayPlan } from '../../load/replay/replay-plan.js';
import { operationsOf } from '../../load/workload/plan-operations.js';
import { traitsOf } from '../../model/client-view.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { RunRecord } from '../../record/run-record.js';
import type { CommandTraffic, MeasuredTraffic } from '../../record/sections/cost.js';
import { commandOf } from '../counted-commands.js';
import type { RunView } from './run-view.js';
import {
  isReplyKnown,
  knownReplyBytes,
  type RequestCounts,
  type ServerUse,
  type TrafficSettings,
  trafficOf,
  wireBytesOf,
} from './traffic.js';

/** What the load would cost; nothing if none was measured, or behind an application, where the bytes of a command are not known. */
export function costSection(view: RunView): Pick<RunRecord, 'cost'> {
  if (view.totals.operations.sent === 0 || view.request.scenario.workload.application !== null) return {};
  const { options = asMeasured } = view.request.scenario.cost ?? {};
  return { cost: priceTraffic(measuredTraffic(view), view.prices, options) };
}

/** The traffic of the measured part, as an application without an audit of its writes has it. */
function measuredTraffic(view: RunView): MeasuredTraffic {
  const { workload, topology } = view.request.scenario;
  const family = traitsOf(view.cluster.clientView).family;
  const protocol = workload.protocol ?? family.protocols[0] ?? 'resp2';
  const settings = { protocol, valueSizes: workload.valueSizes, ...loggedSizes(workload.replay) };
  const sent = sentRequests(view, operationsOf(workload));
  const audited = sentRequests(view, operationsOf({ ...workload, audit: 'off' }));
  const wireBytes = (all: typeof sent) =>
    all.reduce((sum, { request, counts }) => sum + wireBytesOf(request, settings, counts), 0);
  const unknownReplyBytes = meanUnknownReply(view, sent, settings);
  const plannedMs = view.issueEndMs;
  const { sent: operations } = view.totals.operations;
  const replicas = view.nodesAtEnd.filter(({ role }) => role === 'replica');
  const primaries = view.nodesAtEnd.filter(({ role }) => role === 'primary' || role === 'server');
  return {
    operations,
    ratePerSecond: plannedMs > 0 ? (operations * 1000) / plannedMs : null,
    engine: topology.engine,
    replicas: primaries.length > 0 ? Math.round(replicas.length / primaries.length) : 0,
    connections: workload.connections,
    commands: Object.fromEntries(
      audited.map(({ request, counts }): [string, CommandTraffic] => [
        request.name,
        trafficOf(request, settings, counts, serverUse(view, request, counts, unknownReplyBytes)),
      ]),
    ),
    auditBytes: Math.max(0, wireBytes(sent) - wireBytes(audited)),
    datasetBytes: datasetBytes(
      view,
      primaries.map(({ id }) => id),
    ),
  };
}

function loggedSizes(replay: ReplayPlan | null): Pick<TrafficSettings, 'logged'> {
  if (replay === null) return {};
  const { operations, requestSizes } = replay.summary;
  return { logged: new Map(operations.map(({ name }, index) => [name, requestSizes[index] ?? []])) };
}

interface SentRequest {
  readonly request: OperationPlan;
  readonly counts: RequestCounts;
}

/** Every request that the load sends, with its counts; `operations` may be those of the same workload with another audit. */
function sentRequests({ totals }: RunView, operations: readonly OperationPlan[]): readonly SentRequest[] {
  const countsOf = (name: string, calls: number): RequestCounts => ({
    calls,
    hits: totals.reads?.[name]?.hits ?? 0,
    misses: totals.reads?.[name]?.misses ?? 0,
  });
  const whole = operations.filter(({ steps }) => steps === undefined);
  return [
    ...whole.map((request) => ({
      request,
      counts: countsOf(request.name, totals.latency[request.name]?.service?.count ?? 0),
    })),
    ...operations.flatMap(({ name, steps = [] }) =>
      // What another performer than the driver carries out, such as a read of the origin, is no traffic of the cache.
      steps.flatMap(({ request, performer }, index) =>
        performer === 0
          ? {
              request: { ...request, name: `${name}: ${request.name}` },
              counts: countsOf(request.name, totals.steps?.[name]?.[index]?.sent ?? 0),
            }
          : [],
      ),
    ),
  ];
}

/** CPU time of the load's share of a command's calls, as the servers counted them. */
function serverUse(
  { servers, cluster, request }: RunView,
  plan: OperationPlan,
  { calls }: RequestCounts,
  replyBytes: number | null,
): ServerUse {
  const command = (cluster.data.counterOf ?? commandOf)(plan, request.scenario.workload.protocol);
  const uses = servers.serverCounts().flatMap(([, counts]) => counts?.uses[command] ?? []);
  const [executed, cpuUs] = [
    uses.reduce((sum, use) => sum + use.calls, 0),
    uses.reduce((sum, use) => sum + use.cpuUs, 0),
  ];
  return { cpuUs: executed > 0 && cpuUs > 0 ? (cpuUs / executed) * calls : null, replyBytes };
}

/** Mean size of the replies that only the servers know: what they sent beyond the known ones. Null: none, or not reported. */
function meanUnknownReply(
  { servers }: RunView,
  sent: readonly SentRequest[],
  settings: TrafficSettings,
): number | null {
  const unknown = sent.filter(({ request, counts }) => !isReplyKnown(request, settings, counts));
  const calls = unknown.reduce((sum, { counts }) => sum + counts.calls, 0);
  const written = servers.serverCounts().reduce((sum, [, counts]) => sum + (counts?.outputBytes ?? 0), 0);
  if (calls === 0 || written === 0) return null;
  const known = sent.reduce((sum, { request, counts }) => sum + knownReplyBytes(request, settings, counts), 0);
  return Math.max(0, written - known) / calls;
}

/** Keys and values on these nodes together; null if one of them did not report it. */
function datasetBytes({ servers }: RunView, nodes: readonly string[]): number | null {
  const sizes = servers
    .serverCounts()
    .filter(([{ id }]) => nodes.includes(id))
    .map(([, counts]) => counts?.datasetBytes ?? null);
  if (sizes.length === 0) return null;
  return sizes.reduce<number | null>((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
