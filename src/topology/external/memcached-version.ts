import { openAccess } from '../../model/access.js';
import type { Endpoint } from '../../model/node.js';
import type { MemcachedControl } from '../memcached-control.js';
import { explainRefusal, targetFailure } from './target-failure.js';

/** The version of a target's memcached. `url` is for messages. Throws EnvironmentError with the reason if it can't be used. */
export async function memcachedVersion(url: string, address: Endpoint, connection: MemcachedControl): Promise<string> {
  return connection.version().catch(async (error: Error) => {
    const { reason, attempt } = await explainRefusal(address, openAccess, error.message, 'memcached');
    throw targetFailure(url, reason, attempt);
  });
}
