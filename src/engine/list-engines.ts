import { join } from 'node:path';
import { CacheBenchError } from '../errors/errors.js';
import { anyVersion } from '../model/engine-request.js';
import { type ServerName, serverNames } from '../model/node.js';
import { enginesFolder } from './cache-folder.js';
import { cachedFolders, type EngineOrigin, findEngine, inspectFolder } from './find-engine.js';
import { pickInstaller } from './install/pick-installer.js';

/** A server, or an engine of which none was found. */
export interface EngineLine {
  readonly engine: ServerName;
  readonly version: string | null;
  readonly path: string | null;
  readonly origin: EngineOrigin | null;
  /** The places searched, with the problem found in each unsuccessful one. */
  readonly lookedIn: readonly string[];
  /** The tool that can fetch it; null if it is present, or this system has no such tool. */
  readonly fetchedBy: string | null;
  /** The problem of the binary selected in the environment; null if there is none. */
  readonly problem: string | null;
}

/** The servers that can be used here: of each engine, the default one first. */
export async function listEngines(environment: NodeJS.ProcessEnv): Promise<readonly EngineLine[]> {
  const installer = await pickInstaller(environment);
  const looks = await Promise.all(serverNames.map((engine) => look(engine, installer?.tool ?? null, environment)));
  return looks.flat();
}

/** The default server, then those fetched by version. */
async function look(
  engine: ServerName,
  tool: string | null,
  environment: NodeJS.ProcessEnv,
): Promise<readonly EngineLine[]> {
  const first = await lookForAny(engine, tool, environment);
  const folder = enginesFolder(environment);
  const lines = [first];
  for (const name of await cachedFolders(engine, folder)) {
    const { binary } = await inspectFolder(engine, join(folder, name));
    if (binary === undefined || binary.path === first.path) continue;
    const { version, path } = binary;
    lines.push({ engine, version, path, origin: 'cache', lookedIn: [folder], fetchedBy: null, problem: null });
  }
  return lines;
}

async function lookForAny(
  engine: ServerName,
  tool: string | null,
  environment: NodeJS.ProcessEnv,
): Promise<EngineLine> {
  try {
    const { found, lookedIn } = await findEngine(anyVersion(engine), environment);
    return {
      engine,
      version: found?.binary.version ?? null,
      path: found?.binary.path ?? null,
      origin: found?.origin ?? null,
      lookedIn,
      fetchedBy: found ? null : tool,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof CacheBenchError)) throw error;
    const missing = { version: null, path: null, origin: null, lookedIn: [], fetchedBy: null };
    return { engine, ...missing, problem: error.message };
  }
}
