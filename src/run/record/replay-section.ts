import { LatencySum } from '../../metrics/latency-sum.js';
import { replayBroken } from '../../model/warning-codes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

const notAudited =
  'The values of a log carry no stamps, so nothing shows which write a value came from. To audit writes, use a mix.';

/** The log that was replayed; empty without one. */
export function replaySection({ request, measured: { measurements } }: RunView): Pick<RunRecord, 'replay'> {
  const { replay } = request.scenario.workload;
  if (replay === null) return {};
  const { file, speed, keys, values, summary } = replay;
  const { operations: _operations, requestSizes: _sizes, mostRequestBytes: _mostBytes, ...found } = summary;
  const lag = new LatencySum();
  for (const { schedulingLag } of measurements.threads(measurements.all())) lag.addAll(schedulingLag);
  return { replay: { ...found, late: latenessOf(lag), file, speed, keys, values, notAudited } };
}

/** Warns if a log had fewer commands when it was replayed than when it was counted: it was cut or replaced in between. */
export function warnOfLostLog({ request, measured: { aborted, failure }, totals, log }: RunView): void {
  const { replay } = request.scenario.workload;
  if (replay === null || aborted !== null || failure !== null || request.signal.aborted) return;
  if (log.warnings.some(({ code }) => code === replayBroken)) return;
  const { planned } = totals.operations;
  const { replayed } = replay.summary;
  if (planned < replayed)
    log.warn(
      replayBroken,
      `The log had ${replayed} commands to replay before the run, and only ${planned} during it. Was ${replay.file} cut or replaced?`,
    );
}

function latenessOf(lag: LatencySum): { p50Us: number; p99Us: number; maxUs: number } | null {
  const { maxUs } = lag;
  const [p50Us, p99Us] = [lag.quantileUs(0.5), lag.quantileUs(0.99)];
  return p50Us === null || p99Us === null || maxUs === null ? null : { p50Us, p99Us, maxUs };
}
