import { lstat, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { runFolderPrefix } from '../engine/run-folder.js';
import { temporaryFolder } from '../engine/temporary-folder.js';
import { UsageError } from '../errors/errors.js';
import { socketName } from './control-protocol.js';

/** A cluster kept by a live program. */
export interface SessionSite {
  /** The end of its folder's name. */
  readonly id: string;
  readonly socket: string;
}

/** This user's running clusters under the system's temporary folder, by id. */
export async function findSessions(parent: string = temporaryFolder()): Promise<readonly SessionSite[]> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(runFolderPrefix));
  const found = await Promise.all(
    names.map(async (name) => {
      const socket = join(parent, name, socketName);
      return (await isOurs(join(parent, name))) && (await isServed(socket)) ? [{ id: idOf(name), socket }] : [];
    }),
  );
  return found.flat().sort((one, other) => one.id.localeCompare(other.id));
}

/**
 * The requested cluster: the only one, or the one whose id starts with `id`. Throws UsageError if none is running or the
 * choice is ambiguous.
 */
export function pickSession(sites: readonly SessionSite[], id: string | undefined): SessionSite {
  if (sites.length === 0) throw new UsageError('No cluster is up. Start one in another terminal: cache-bench up');
  const ids = sites.map((site) => site.id).join(', ');
  const meant = id === undefined ? sites : sites.filter((site) => site.id.startsWith(id));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  if (meant.length === 0)
    throw new UsageError(`No running cluster has an id that starts with ${JSON.stringify(id)}. Clusters: ${ids}`);
  throw new UsageError(`${meant.length} clusters are up: ${ids}. Choose one with --cluster ID.`);
}

/** The id of the cluster in a folder, given its path or name. */
export function idOf(folder: string): string {
  return folder.slice(folder.lastIndexOf(runFolderPrefix) + runFolderPrefix.length);
}

/** The temporary folder is shared: another user could have put a socket there. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/** After its program is killed, a socket remains as a file and refuses connections. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
