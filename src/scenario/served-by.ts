import type { TopologyPlan } from '../model/scenario.js';
import { parseTargetUrl } from '../model/target-url.js';

/** What clients of a topology have to do with, as far as it is known before anything was asked. */
export type ServedBy = 'memcached' | 'cluster' | 'redis';

/** Of which sort the servers of a topology are, whether they are launched or run already. */
export function servedBy({ kind, target }: Pick<TopologyPlan, 'kind' | 'target'>): ServedBy {
  if (kind === 'memcached' || kind === 'cluster') return kind;
  const named = kind === 'external' && target !== null ? parseTargetUrl(target).value : undefined;
  if (named?.kind === 'memcached') return 'memcached';
  return named?.topology === 'cluster' ? 'cluster' : 'redis';
}
