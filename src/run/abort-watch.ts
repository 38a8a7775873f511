import { evaluateMeasured } from '../gate/evaluate-gate.js';
import type { IntervalCounts } from '../metrics/interval-counts.js';
import { RunningStats } from '../metrics/running-stats.js';
import type { GateRecord } from '../record/sections/gates.js';
import type { AbortGate } from '../scenario/scenario.js';
import { checkedGate } from './checked-gate.js';

/** The gate that ended a run, as judged at that moment. */
export interface AbortedRun {
  readonly gate: GateRecord;
}

interface AbortContext {
  readonly intervalMs: number;
  /** Number of leading intervals reported by every worker. */
  completeIntervals(): number;
  /** When the first fault struck, on the run's clock; infinite until then. */
  steadyEndMs(): number;
  /** Called once, for the first gate that fails. */
  onFail(aborted: AbortedRun): void;
}

const judgeEveryMs = 500;

interface AbortWatch extends Disposable {
  /** Receives each interval of each worker. */
  add(counts: IntervalCounts): void;
  aborted(): AbortedRun | null;
}

/**
 * Judges gates on the combined counts of all workers twice a second, until one fails or it is disposed. Counts are summed
 * incrementally, so that a judgement takes as long in the last minute as in the first.
 */
export function watchAbortGates(
  gates: readonly AbortGate[],
  { intervalMs, completeIntervals, steadyEndMs, onFail }: AbortContext,
): AbortWatch {
  const parsed = gates.map(({ expression, afterMs }) => ({ gate: checkedGate(expression), afterMs }));
  const all = new RunningStats();
  const steady = new RunningStats();
  let pending: IntervalCounts[] = [];
  let steadyCounted = 0;
  let aborted: AbortedRun | null = null;

  const judge = () => {
    const end = completeIntervals();
    const steadyEnd = Math.min(end, Math.floor(steadyEndMs() / intervalMs));
    for (const counts of pending.filter(({ number }) => number < end)) {
      all.add(counts);
      if (counts.number < steadyEnd) steady.add(counts);
    }
    steadyCounted = Math.max(steadyCounted, Math.min(steadyEnd, end));
    pending = pending.filter(({ number }) => number >= end);
    const atMs = end * intervalMs;
    const totals = all.stats(atMs);
    const steadyMs = steadyCounted * intervalMs;
    const soFar = {
      totals,
      phases: [{ name: 'steady' as const, startMs: 0, endMs: steadyMs, ...steady.stats(steadyMs) }],
      availability: { ratio: totals.operations.planned > 0 ? totals.operations.ok / totals.operations.planned : null },
      writeSafety: { writes: totals.writes ?? { issued: 0, acknowledged: 0 } },
    };
    for (const { gate, afterMs } of parsed) {
      if (aborted !== null || atMs < afterMs || atMs === 0) continue;
      const record = evaluateMeasured(gate, soFar);
      if (record.verdict !== 'fail') continue;
      clearInterval(timer);
      aborted = { gate: record };
      onFail(aborted);
    }
  };
  const timer = parsed.length > 0 ? setInterval(judge, judgeEveryMs) : undefined;
  return {
    add: (counts) => void (timer && pending.push(counts)),
    aborted: () => aborted,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
