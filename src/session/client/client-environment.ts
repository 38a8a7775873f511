import { cacheEnvironment } from '../../application/cache-environment.js';
import type { ClientView } from '../../model/client-view.js';
import type { SessionStatus } from '../control-protocol.js';
import { shellWord } from './hand-commands.js';

type Environment = Readonly<Record<string, string>>;

/** The variable that names the cluster to commands such as `cache-bench fault`. */
export const sessionVariable = 'CACHE_BENCH_SESSION';

/** The environment variables by which an application finds a cluster, its credentials and its session. */
export function clientEnvironment(view: ClientView, site: Pick<SessionStatus, 'id' | 'access' | 'nodes'>): Environment {
  return { ...cacheEnvironment(view, site), [sessionVariable]: site.id };
}

/** The same for a POSIX shell, one line each: `eval` sets them. */
export function shellExports(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}
