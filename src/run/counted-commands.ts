import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import type { OperationPlan } from '../model/operation-plan.js';

/**
 * The server counters that show how many operations it executed, by their names in `ServerCounters.calls`. Memcached counts
 * a read for everything that begins with one: a chained write, and commands that set a TTL. For a multi-get it counts each
 * key, while Redis counts one command.
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
