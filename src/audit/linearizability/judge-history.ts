import type { Conflict, KeyOperations } from '../../model/history.js';
import { checkRegister } from './check-register.js';

/** What the operations of each key prove. */
export interface HistoryJudgement {
  readonly linearizableKeys: number;
  readonly illegal: readonly { readonly key: string; readonly conflict: Conflict }[];
  /** Why some keys could not be judged, and how many. */
  readonly undecided: readonly { readonly reason: string; readonly keys: number }[];
}

const removedByServers = 'the servers evicted or expired keys, and a key without its value may be one of them';

/** Judges each key by itself: linearizability is local. `mayForget`: the servers evicted keys, or keys expired. */
export function judgeHistory(history: readonly KeyOperations[], mayForget: boolean): HistoryJudgement {
  const illegal: { key: string; conflict: Conflict }[] = [];
  const undecided = new Map<string, number>();
  const doubt = (reason: string) => undecided.set(reason, (undecided.get(reason) ?? 0) + 1);
  for (const { key, operations } of history) {
    const judged = checkRegister(operations);
    if (judged.verdict === 'unknown') doubt(judged.reason);
    else if (judged.verdict === 'illegal') {
      if (mayForget && judged.conflict.sights.some(({ value }) => value === null)) doubt(removedByServers);
      else illegal.push({ key, conflict: judged.conflict });
    }
  }
  const decided = history.length - [...undecided.values()].reduce((sum, keys) => sum + keys, 0);
  return {
    linearizableKeys: decided - illegal.length,
    illegal,
    undecided: [...undecided].map(([reason, keys]) => ({ reason, keys })),
  };
}
