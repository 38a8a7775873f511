import { createHash } from 'node:crypto';
import { type Place, placeName } from '../../agents/place.js';
import type { WriteJudgement } from '../../audit/judge.js';
import { ownedKeys } from '../../audit/ledger-snapshot.js';
import type { RunRecord } from '../../record/run-record.js';
import type { AgentsRecord } from '../../record/sections/agents.js';
import { intervalMs, workerCountOf } from '../plan-workers.js';
import type { RunView } from './run-view.js';

/** Who carried the load; empty without agents. */
export function agentsSection(view: RunView, { judgedWorkers }: WriteJudgement): Pick<RunRecord, 'agents'> {
  const { agents } = view;
  return agents === null ? {} : { agents: agents.map((place) => agentRecord(place, view, judgedWorkers)) };
}

function agentRecord(
  place: Place,
  { measured, request }: RunView,
  judgedWorkers: readonly number[],
): AgentsRecord[number] {
  const { agent, clock, clockAfter, workers, lostAtMs, startSkewMs, sent } = place;
  const { keys } = request.scenario.workload;
  const workerCount = workerCountOf(request.scenario.workload);
  const keysOf = (owners: readonly number[]) => owners.reduce((sum, one) => sum + ownedKeys(keys, one, workerCount), 0);
  const own = [...workers.keys()];
  const audited = own.filter((worker) => judgedWorkers.includes(worker));
  return {
    place: place.number,
    name: agent?.name ?? placeName(place),
    host: agent?.host ?? '',
    cores: agent?.cores ?? 0,
    node: agent?.node ?? '',
    threads: workers.size,
    offsetMs: clock?.wallClockAheadMs ?? null,
    errorMs: clock === undefined ? null : clock.errorMs + driftMs(clock.offsetMs, clockAfter),
    startSkewMs,
    sent,
    lostAtMs: lostAtMs === null ? null : lostAtMs - measured.epochMs,
    ...(lostAtMs !== null && { reportedUntilMs: reportedUntilMs(place) }),
    ledgerSha256: ledgerDigest(place),
    keys: keysOf(own),
    auditedKeys: keysOf(audited),
  };
}

function reportedUntilMs({ workers, intervals }: Place): number {
  return Math.min(...[...workers.keys()].map((worker) => intervals.get(worker) ?? 0)) * intervalMs;
}

function driftMs(offsetMs: number, after: Place['clockAfter']): number {
  return after === undefined ? 0 : Math.abs(after.offsetMs - offsetMs) + after.errorMs;
}

/** Over the digests of its threads, in their order. */
function ledgerDigest({ handedOver, workers }: Place): string | null {
  const digests = [...handedOver].toSorted(([left], [right]) => left - right).map(([, digest]) => digest);
  if (digests.length < workers.size || digests.length === 0 || digests.includes(null)) return null;
  return createHash('sha256').update(digests.join()).digest('hex');
}
