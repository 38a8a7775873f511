import { pacerFor } from '../../src/load/pacer/registry.js';
import { ServiceGaps } from '../../src/load/service-gaps.js';
import { JoinedOutages } from '../../src/metrics/joined-outages.js';
import type { ClientOutage } from '../../src/metrics/outages.js';
import { placeOf, shardAndSortOf } from '../../src/metrics/service-gap.js';
import { forkRandom } from '../../src/random/random.js';

/** An open-loop load against a service with outages. */
export interface SimulatedService {
  readonly ratePerSecond: number;
  readonly pacer: 'constant' | 'poisson';
  readonly durationMs: number;
  readonly workers: number;
  /** Maximum operations in flight per worker. */
  readonly slots: number;
  readonly shards: number;
  readonly writeShare: number;
  readonly deadlineMs: number;
  readonly responseMs: number;
  readonly planted: readonly PlantedOutage[];
  readonly seed: number;
}

/** Operations during the outage are refused at once, or answered when it is over. */
export interface PlantedOutage {
  readonly shard: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly how: 'refuses' | 'hangs';
}

interface Operation {
  readonly place: number;
  readonly dueMs: number;
  /** Sent, or dropped. */
  readonly sentMs: number;
  readonly endMs: number;
  readonly ok: boolean;
}

const reportMs = 100;

/** The outages that the code finds, and those that the definition yields for the same operations. */
export function simulate(service: SimulatedService): {
  readonly found: readonly ClientOutage[];
  readonly defined: readonly ClientOutage[];
} {
  const byWorker = Array.from({ length: service.workers }, (_, worker) => operationsOf(service, worker));
  return { found: find(service, byWorker), defined: define(service, byWorker.flat()) };
}

/** The definition, literally: after each success, the first operation that became due before the next one. */
function define({ shards, durationMs }: SimulatedService, all: readonly Operation[]): readonly ClientOutage[] {
  return Array.from({ length: 2 * shards }, (_, place) => place).flatMap((place) => {
    const here = all.filter((operation) => operation.place === place);
    const ends = here.flatMap(({ ok, endMs }) => (ok ? [endMs] : [])).sort((left, right) => left - right);
    const dues = here.map(({ dueMs }) => dueMs).sort((left, right) => left - right);
    let at = 0;
    return [0, ...ends].flatMap((lastMs, index): ClientOutage[] => {
      while (at < dues.length && dues[at]! < lastMs) at += 1;
      const dueMs = dues[at];
      const nextMs = ends[index] ?? null;
      if (dueMs === undefined || dueMs >= (nextMs ?? Number.POSITIVE_INFINITY)) return [];
      const lasted = (nextMs ?? durationMs) - dueMs;
      return lasted < 5 ? [] : [{ ...shardAndSortOf(place, shards), fromMs: dueMs, toMs: nextMs }];
    });
  });
}

function find(service: SimulatedService, byWorker: readonly (readonly Operation[])[]): readonly ClientOutage[] {
  const joined = new JoinedOutages(service.workers, service.shards);
  const lastMs = Math.max(service.durationMs, ...byWorker.flat().map(({ endMs }) => endMs));
  const workers = byWorker.map((operations, worker) =>
    eventsOf(service, operations, (report) => joined.add(worker, report)),
  );
  for (let atMs = reportMs; atMs <= lastMs + reportMs; atMs += reportMs) for (const advance of workers) advance(atMs);
  for (const advance of workers) advance(Number.POSITIVE_INFINITY);
  return joined.finish(service.durationMs);
}

/** Plays a worker up to a moment, and reports. */
function eventsOf(
  { shards, workers }: SimulatedService,
  operations: readonly Operation[],
  report: (report: ReturnType<ServiceGaps['report']>) => void,
): (atMs: number) => void {
  const gaps = new ServiceGaps(2 * shards, { closedLoop: false, hasOthers: workers > 1 });
  const events = operations
    .flatMap((operation) => [
      { atMs: operation.endMs, order: 0, operation },
      { atMs: operation.sentMs, order: 1, operation },
    ])
    .sort(
      (left, right) =>
        left.atMs - right.atMs || left.order - right.order || left.operation.dueMs - right.operation.dueMs,
    );
  let [next, sent] = [0, 0];
  return (atMs) => {
    for (; next < events.length && events[next]!.atMs < atMs; next += 1) {
      const { order, operation } = events[next]!;
      if (order === 1) {
        gaps.due(operation.place, operation.dueMs);
        sent += 1;
      } else if (operation.ok) gaps.success(operation.place, operation.endMs);
      else gaps.failure(operation.place);
    }
    report(
      atMs === Number.POSITIVE_INFINITY
        ? gaps.finish()
        : gaps.report(operations[sent]?.dueMs ?? Number.POSITIVE_INFINITY),
    );
  };
}

/** In planned order, in which they are also sent. */
function operationsOf(service: SimulatedService, workerIndex: number): readonly Operation[] {
  const { ratePerSecond, pacer: kind, durationMs, workers, shards, writeShare, deadlineMs, responseMs, seed } = service;
  const pacer = pacerFor({ ratePerSecond, workerIndex, workerCount: workers, pacer: { kind }, durationMs, seed });
  const random = forkRandom(seed, `operations/${workerIndex}`);
  const freeMs: number[] = new Array(service.slots).fill(0);
  return Array.from({ length: pacer.countBefore(durationMs) }, (_, number): Operation => {
    const dueMs = pacer.startMs(number);
    const shard = random.below(shards);
    const place = placeOf(random.below(1_000) < 1_000 * writeShare ? 'write' : 'read', shard, shards);
    const slot = freeMs.indexOf(Math.min(...freeMs));
    const sentMs = Math.max(dueMs, freeMs[slot]!);
    if (sentMs - dueMs >= deadlineMs)
      return { place, dueMs, sentMs: dueMs + deadlineMs, endMs: dueMs + deadlineMs, ok: false };
    const { endMs, ok } = answer(service, shard, {
      sentMs,
      answeredMs: sentMs + responseMs * (0.2 + random.below(800) / 1_000),
    });
    freeMs[slot] = endMs;
    return { place, dueMs, sentMs, endMs, ok };
  });
}

function answer(
  { planted, deadlineMs }: SimulatedService,
  shard: number,
  { sentMs, answeredMs }: { readonly sentMs: number; readonly answeredMs: number },
): { readonly endMs: number; readonly ok: boolean } {
  const met = planted.find((one) => one.shard === shard && one.fromMs < answeredMs && sentMs < one.toMs);
  if (met === undefined) return { endMs: answeredMs, ok: true };
  if (met.how === 'refuses') return { endMs: Math.max(sentMs, met.fromMs), ok: false };
  const backMs = met.toMs + answeredMs - sentMs;
  return backMs - sentMs < deadlineMs ? { endMs: backMs, ok: true } : { endMs: sentMs + deadlineMs, ok: false };
}
