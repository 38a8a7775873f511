import { judgeHistory } from '../../audit/linearizability/judge-history.js';
import type { Sight } from '../../model/history.js';
import { historyFile } from '../../record/history-file.js';
import type { RunRecord } from '../../record/run-record.js';
import type { SightRecord } from '../../record/sections/history.js';
import type { RunView } from './run-view.js';

const mostIllegal = 20;

/** Whether the recorded keys are linearizable; empty if none were to be recorded. */
export function historySection({ history, removed, request }: RunView): Pick<RunRecord, 'history'> {
  if (history === null) return {};
  const { connections } = request.scenario.workload;
  const { illegal, ...judged } = judgeHistory(history, removed.evicted + removed.expired > 0);
  return {
    history: {
      file: historyFile,
      keys: history.length,
      operations: history.reduce((sum, { operations }) => sum + operations.length, 0),
      truncatedKeys: history.filter(({ isTruncated }) => isTruncated).length,
      ...judged,
      illegalKeys: illegal.length,
      illegal: illegal.slice(0, mostIllegal).map(({ key, conflict }) => ({
        key,
        kind: conflict.kind,
        sights: conflict.sights.map((sight) => sightRecord(sight, connections)),
      })),
    },
  };
}

function sightRecord({ operation, value }: Sight, connections: number): SightRecord {
  const { kind, client, callNs, returnNs } = operation;
  const by = client < connections ? 'client' : client === connections ? 'preload' : 'read-back';
  const replaces = kind === 'write' && operation.value !== value;
  return {
    did: kind === 'read' ? 'read' : replaces ? 'replaced' : 'wrote',
    value,
    ...(replaces && { written: operation.value ?? null }),
    by,
    client: by === 'client' ? client : null,
    callMs: callNs / 1e6,
    returnMs: returnNs === null ? null : returnNs / 1e6,
  };
}
