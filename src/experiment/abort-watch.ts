import { InternalError } from '../errors/errors.js';
import { evaluateMeasured } from '../gate/evaluate-gate.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/workload/operations.js';
import type { Measurements } from '../metrics/measurements.js';
import { RunningStats } from '../metrics/running-stats.js';
import type { GateRecord } from '../model/run-record.js';
import type { AbortGate } from '../model/scenario.js';

/** The gate that ended a run, as it was judged then. */
export interface AbortedRun {
  readonly gate: GateRecord;
}

interface AbortContext {
  /** On the monotonic clock. */
  readonly epochMs: number;
  readonly workerCount: number;
  /** When the first fault struck, on the run's clock; infinite as long as none has. */
  steadyEndMs(): number;
  /** Called once, for the first gate that fails. */
  onFail(aborted: AbortedRun): void;
}

const judgeEveryMs = 500;

/**
 * Judges gates on what all workers have counted so far, twice a second, until one fails or it is disposed. What was counted is added up once,
 * so that a judgement takes as long in the last minute as in the first.
 */
export function watchAbortGates(
  gates: readonly AbortGate[],
  measurements: Measurements,
  { workerCount, steadyEndMs, onFail }: AbortContext,
): Disposable & { aborted(): AbortedRun | null } {
  const parsed = gates.map(({ expression, afterMs }) => ({ gate: checkedGate(expression), afterMs }));
  const { intervalMs } = measurements;
  const all = new RunningStats();
  const steady = new RunningStats();
  let counted = 0;
  let steadyCounted = 0;
  let aborted: AbortedRun | null = null;

  const judge = () => {
    const end = measurements.completeIntervals(workerCount);
    const steadyEnd = Math.min(end, Math.floor(steadyEndMs() / intervalMs));
    for (const counts of measurements.workers({ first: counted, end }).flat()) {
      all.add(counts);
      if (counts.number < steadyEnd) steady.add(counts);
    }
    steadyCounted = Math.max(steadyCounted, Math.min(steadyEnd, end));
    counted = end;
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
  return { aborted: () => aborted, [Symbol.dispose]: () => clearInterval(timer) };
}

function checkedGate(expression: string) {
  const parsed = parseGate(expression, operationKinds);
  if ('problem' in parsed) throw new InternalError(`A gate that was valid before the run is not: ${expression}`);
  return parsed.gate;
}
