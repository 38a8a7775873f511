import {
  countedAs,
  missing,
  mustWait,
  notObserved,
  observedSequence,
  refreshDue,
  unchanged,
} from '../../audit/observation.js';
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
    case 'created':
      return reply === 1 ? missing : reply === 0 ? unchanged : undefined;
    case 'entry': {
      const values = valuesOf(reply);
      if (values?.length === 0) return missing;
      return typeof values?.[0] === 'string' ? observedSequence(values[0], runTag, key + operation.keyBase) : undefined;
    }
    case 'offer':
      if (typeof reply === 'number') return mustWait;
      return Array.isArray(reply)
        ? offeredForRefresh(reply, runTag, key + operation.keyBase)
        : observeReply({ ...operation, reply: 'value' }, reply, runTag, key);
    default:
      return reply === null ? missing : notObserved;
  }
}

function offeredForRefresh([value]: readonly unknown[], runTag: string, stampedKey: number): number | undefined {
  return typeof value === 'string' ? refreshDue(observedSequence(value, runTag, stampedKey)) : undefined;
}

/** The values in a list of names and values, or in an object; undefined: the reply is neither. */
function valuesOf(reply: unknown): readonly unknown[] | undefined {
  if (Array.isArray(reply)) return reply.filter((_, index) => index % 2 === 1);
  return typeof reply === 'object' && reply !== null ? Object.values(reply) : undefined;
}

/** Nil, an empty string, a list of nothing but nils, or 0. */
function isEmpty(reply: unknown): boolean {
  if (Array.isArray(reply)) return reply.every((value) => value === null);
  return reply === null || reply === '' || reply === 0;
}
