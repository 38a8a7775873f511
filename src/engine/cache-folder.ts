import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where this program keeps what it fetched: `CACHE_BENCH_CACHE_DIR`, else the user's own cache folder.
 * Source: XDG Base Directory Specification (a relative `XDG_CACHE_HOME` is to be ignored).
 */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment.CACHE_BENCH_CACHE_DIR;
  if (chosen) return resolve(chosen);
  const home = environment.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'cache-bench');
  const shared = environment.XDG_CACHE_HOME;
  return join(shared && isAbsolute(shared) ? shared : join(home, '.cache'), 'cache-bench');
}

/** The folder that holds every engine fetched by us. */
export function enginesFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), 'engines');
}
