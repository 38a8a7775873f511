import { LatencySum } from '../../metrics/latency-sum.js';
import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

const notAudited =
  'The values of a log carry no stamps, so nothing shows which write a value came from. To audit writes, use a mix.';

/** The log that was replayed; empty without one. */
export function replaySection({ request, measured: { measurements } }: RunView): Pick<RunRecord, 'replay'> {
  const { replay } = request.scenario.workload;
  if (replay === null) return {};
  const { file, speed, keys, values, summary } = replay;
  const { operations: _operations, mostRequestBytes: _mostBytes, ...found } = summary;
  const lag = new LatencySum();
  for (const { schedulingLag } of measurements.threads(measurements.all())) lag.addAll(schedulingLag);
  return { replay: { ...found, late: latenessOf(lag), file, speed, keys, values, notAudited } };
}

function latenessOf(lag: LatencySum): { p50Us: number; p99Us: number; maxUs: number } | null {
  const { maxUs } = lag;
  const [p50Us, p99Us] = [lag.quantileUs(0.5), lag.quantileUs(0.99)];
  return p50Us === null || p99Us === null || maxUs === null ? null : { p50Us, p99Us, maxUs };
}
