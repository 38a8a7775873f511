import type { OperationPlan } from '../model/operation-plan.js';
import type { WorkloadPlan } from '../model/scenario.js';

/**
 * The counters of a server that tell how many operations it executed, by the names in `ServerCounters.calls`. Memcached counts
 * a read for all that begins with one: a chained write, and what a time to live is set by. It counts one for each key of a
 * multi-get, where Redis counts one command.
 */
export function countedCommands(
  operations: readonly OperationPlan[],
  { protocol, isMemcached }: { readonly protocol: WorkloadPlan['protocol']; readonly isMemcached: boolean },
): readonly string[] {
  const counted = operations.map(({ words, reply }) => {
    const command = (words[0] ?? '').toLowerCase();
    if (!isMemcached) return command;
    if (command === 'expire') return protocol === 'text' ? 'touch' : 'get';
    return command === 'getex' || command === 'mget' || reply === 'replaced' ? 'get' : command;
  });
  return [...new Set(counted)];
}
