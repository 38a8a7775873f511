import type { AuditInput } from './judge-input.js';

/**
 * How many canaries a wipe took. Without evictions and expirations, each missing one means a wipe of its shard. Besides
 * them, only a wipe of everything can be told apart: it leaves none. So do evictions, once the memory was filled several
 * times over, because the load never touches canaries; then the servers' own counts decide.
 */
export function wipedCanaries({
  canaries,
  evictedKeys,
  expiredKeys,
  serversKeptData = false,
}: Pick<AuditInput, 'canaries' | 'evictedKeys' | 'expiredKeys' | 'serversKeptData'>): number {
  const { written, found } = canaries ?? { written: 0, found: 0 };
  const missing = written - found;
  if (evictedKeys + expiredKeys === 0) return missing;
  // Canaries outlive the run: they don't expire.
  return found > 0 || (serversKeptData && evictedKeys >= missing) ? 0 : missing;
}
