import { type OperationPlan, requestsOf } from '../model/operation-plan.js';
import type { Protocol } from '../model/protocol.js';
import type { DataAccess } from '../topology/data-access.js';

/** The server counters that show how many operations it executed, by their names in `ServerCounters.calls`. */
export function countedCommands(
  operations: readonly OperationPlan[],
  protocol: Protocol | null,
  { counterOf = commandOf }: Pick<DataAccess, 'counterOf'>,
): readonly string[] {
  return [
    ...new Set(
      requestsOf(operations)
        .filter(({ words, memcached }) => words.length > 0 || memcached !== null)
        .map((request) => counterOf(request, protocol)),
    ),
  ];
}

/** The command of a request in RESP, as `INFO commandstats` names it. */
export function commandOf({ words }: OperationPlan): string {
  return (words[0] ?? '').toLowerCase();
}
