import type { OperationPlan } from '../../model/operation-plan.js';

const ordinary = {
  weight: 1,
  writes: false,
  words: [],
  memcached: null,
  space: 'string',
  keyBase: 0,
  keyCount: 1,
  countUnit: 1,
  ttlSeconds: null,
} as const;

/** A request of a pattern: to the cache if it has words in its protocol, otherwise to the origin. */
export function request(
  name: string,
  audit: OperationPlan['audit'],
  own: Pick<OperationPlan, 'reply'> & Partial<OperationPlan>,
): OperationPlan {
  return { ...ordinary, name, audit, ...own };
}
