import { refreshName } from '../../load/pattern/origin-requests.js';
import type { PatternPlan } from '../../load/pattern/pattern.js';
import { absentReadName } from '../../load/workload/plan-operations.js';
import { busiestSecond } from '../../metrics/origin-cost.js';
import { noConnection } from '../../metrics/origin-interval.js';
import { keyName } from '../../model/write-stamp.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

/** What the origin had to do; empty without one. */
export function originSection(
  view: RunView,
  { faults, rewarmMs }: Pick<RunRecord, 'faults' | 'rewarmMs'>,
): Pick<RunRecord, 'origin'> {
  const { origin, measured, request, totals, intervals, issueEndMs, runTag } = view;
  const { intervalMs } = measured.measurements;
  const pattern = request.scenario.workload.pattern;
  if (origin === null || measured.origin === null || pattern === null) return {};
  const { reads, writes, errors, latency, poolWait, stale, samples, ...counts } = measured.origin;
  const kinds = ['get', absentReadName];
  const read = sumOf(kinds.map((kind) => totals.latency[kind]?.service?.count));
  const seconds = intervals.flatMap(({ origin: ofInterval }) => ofInterval ?? []);
  const mostPerSecond = busiestSecond(seconds, intervalMs);
  return {
    origin: {
      kind: origin.kind,
      version: origin.version,
      pattern: pattern.kind,
      counts: {
        reads: reads.ok,
        writes: writes.ok,
        fail: reads.fail + writes.fail,
        indeterminate: reads.indeterminate + writes.indeterminate,
      },
      reads,
      writes,
      errors,
      serverCounts: origin.serverCounts,
      latency: latency.percentiles(),
      poolWait: poolWait.percentiles(),
      poolRefused: errors[noConnection] ?? 0,
      sameKeyMax: origin.sameKeyMax,
      sharedReads: counts.sharedReads,
      // A read that it failed to answer needed it, too.
      offloadRatio: read > 0 ? Math.max(0, 1 - (reads.ok + reads.fail + reads.indeterminate) / read) : null,
      hits: sumOf(kinds.map((kind) => totals.reads?.[kind]?.hits)),
      misses: sumOf(kinds.map((kind) => totals.reads?.[kind]?.misses)),
      fills: counts.fills,
      refusedFills: canRefuseFills(pattern) ? counts.refusedFills : null,
      refreshes: pattern.read.some(({ background }) => background !== undefined)
        ? (totals.steps?.get?.find(({ step }) => step === refreshName)?.ok ?? 0)
        : null,
      lostWriteBehind: origin.lostWriteBehind,
      rewarmMs: longestRewarm(faults.length > 0 ? faults.map((fault) => fault.rewarmMs) : [rewarmMs]),
      readsPerSecond: issueEndMs > 0 ? { mean: reads.ok / (issueEndMs / 1000), max: mostPerSecond } : null,
      stale: {
        count: Object.values(stale).reduce((sum, count) => sum + count, 0),
        byCause: { ...stale, window: 0 },
        maxAgeMs: counts.maxAgeMs,
        samples: samples.map(({ key, ...sample }) => ({ key: keyName(runTag, key), ...sample })),
      },
      phantom: counts.phantom,
    },
  };
}

function sumOf(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((sum, count = 0) => sum + count, 0);
}

/** Whether the replies to fills tell whether the value was stored. */
function canRefuseFills({ read }: PatternPlan): boolean {
  return read.some(({ request: { audit, reply } }) => audit === 'row-fill' && reply === 'created');
}

function longestRewarm(all: readonly (number | null | undefined)[]): number | null {
  return all.reduce<number | null>(
    (longest, rewarmMs) => (longest === null || rewarmMs == null ? null : Math.max(longest, rewarmMs)),
    0,
  );
}
