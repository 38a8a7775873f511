import type { TopologyPlan } from '../model/scenario.js';
import { parseTargetUrl } from '../model/target-url.js';

/** The kind of servers that a topology's clients use, as far as known without connecting. */
export type ServedBy = 'memcached' | 'cluster' | 'redis';

/** The kind of a topology's servers, launched or existing. */
export function servedBy({ kind, target }: Pick<TopologyPlan, 'kind' | 'target'>): ServedBy {
  if (kind === 'memcached' || kind === 'cluster') return kind;
  const named = kind === 'external' && target !== null ? parseTargetUrl(target).value : undefined;
  if (named?.kind === 'memcached') return 'memcached';
  return named?.topology === 'cluster' ? 'cluster' : 'redis';
}
