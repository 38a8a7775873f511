import { EnvironmentError } from '../errors/errors.js';
import { type EngineRequest, engineRequestText } from '../model/engine-request.js';
import type { ServerName } from '../model/node.js';
import { findEngine } from './find-engine.js';
import { installEngine } from './install/install-engine.js';
import { pickInstaller } from './install/pick-installer.js';
import { binaryVariable, engines } from './registry.js';
import type { EngineBinary } from './server-process.js';

export interface RequireOptions {
  /** Receives one line per installation step; nothing if the engine is already there. */
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Default: the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The server binary of an engine in the requested version: found, or fetched without root into the user's cache folder.
 * Throws EnvironmentError that states where it was searched for, why it is unavailable, and what to type.
 */
export async function requireEngine<Name extends ServerName>(
  request: EngineRequest<Name>,
  options: RequireOptions,
): Promise<EngineBinary<Name>> {
  const { engine } = request;
  const wanted = engineRequestText(request);
  const environment = options.environment ?? process.env;
  const { found, lookedIn } = await findEngine(request, environment);
  if (found) return found.binary;

  const missing = `No ${wanted} server was found (looked in: ${lookedIn.join('; ')})`;
  const byHand = `set ${binaryVariable(engine)} to a ${engines[engine].binaryName}`;
  const installer = await pickInstaller(environment);
  if (!installer) {
    throw new EnvironmentError(
      `${missing}, and this system has neither apt nor brew to fetch it. ` +
        `Try: install ${engines[engine].binaryName} with your system's package tool, or ${byHand}`,
    );
  }
  try {
    const binary = await installEngine(request, installer, {
      environment,
      signal: options.signal,
      onProgress: (line) => options.onProgress(`${wanted}: ${line}`),
    });
    options.onProgress(`${wanted}: ${binary.version} is ready at ${binary.path}`);
    return binary;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new EnvironmentError(
      `${missing}, and fetching it failed: ${error.message}. ` +
        `Try: ${request.version === null ? `${installer.manualCommand(engine)}, or ` : ''}${byHand}`,
      { cause: error },
    );
  }
}
