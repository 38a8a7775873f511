import type { RunRecord } from '../../record/run-record.js';
import type { RunView } from './run-view.js';

const notAudited =
  'The values of a log carry no stamps, so nothing shows which write a value came from. To audit writes, use a mix.';

/** The log that was replayed; empty without one. */
export function replaySection({ request }: RunView): Pick<RunRecord, 'replay'> {
  const { replay } = request.scenario.workload;
  if (replay === null) return {};
  const { file, speed, keys, values, summary } = replay;
  const { format, lines, replayed, notReplayed, malformed, spanMs } = summary;
  const found = { format, lines, replayed, notReplayed, malformed, spanMs };
  return { replay: { ...found, file, speed, keys, values, notAudited } };
}
