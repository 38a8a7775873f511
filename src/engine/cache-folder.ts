import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where this program stores downloads: `CACHE_BENCH_CACHE_DIR`, otherwise the user's cache folder. Source: XDG Base
 * Directory Specification (a relative `XDG_CACHE_HOME` must be ignored).
 */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment.CACHE_BENCH_CACHE_DIR;
  if (chosen) return resolve(chosen);
  const home = environment.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'cache-bench');
  const shared = environment.XDG_CACHE_HOME;
  return join(shared && isAbsolute(shared) ? shared : join(home, '.cache'), 'cache-bench');
}

/** The folder of all engines that we fetched. */
export function enginesFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), 'engines');
}
