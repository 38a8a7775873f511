import { countedAs, missing, notObserved, observedSequence } from '../../audit/observation.js';
import type { OperationPlan } from '../../model/operation-plan.js';

/**
 * What a reply that a client library has parsed shows of the key (its index over all workers), as in `observedSequence`;
 * undefined: no server that follows the protocol answers like this.
 */
export function observeReply(
  operation: OperationPlan,
  reply: unknown,
  runTag: string,
  key: number,
): number | undefined {
  switch (operation.reply) {
    case 'replaced':
    case 'value':
      return reply === null || typeof reply === 'string'
        ? observedSequence(reply, runTag, key + operation.keyBase)
        : undefined;
    case 'ok':
      return reply === 'OK' ? notObserved : undefined;
    case 'values':
      // A list that is too short doesn't show which keys are missing.
      return Array.isArray(reply) && reply.length === operation.keyCount
        ? reply.filter((value) => value !== null).length
        : undefined;
    case 'presence':
      return isEmpty(reply) ? missing : notObserved;
    case 'count':
      return typeof reply === 'number' ? countedAs(reply, operation.countUnit) : undefined;
    default:
      return reply === null ? missing : notObserved;
  }
}

/** Nil, an empty string, a list of nothing but nils, or 0. */
function isEmpty(reply: unknown): boolean {
  if (Array.isArray(reply)) return reply.every((value) => value === null);
  return reply === null || reply === '' || reply === 0;
}
