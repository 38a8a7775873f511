import type { EngineRequest } from '../../model/engine-request.js';
import type { ServerName } from '../../model/node.js';
import type { EngineManifest } from '../engine-manifest.js';

export interface InstallContext {
  /** An empty folder; the contents of `tree` inside it become the engine's folder. */
  readonly stagingFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Receives one line per step. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** One way to get a server binary without root. */
export interface Installer {
  /** The tool used, for messages: `apt`, `brew`. */
  readonly tool: string;
  /** Whether this machine has the tool. */
  available(environment: NodeJS.ProcessEnv): Promise<boolean>;
  /** The command for a user to install the engine system-wide. */
  manualCommand(engine: ServerName): string;
  /**
   * Fetches the engine, in the requested version if it can choose, into `<stagingFolder>/tree` and reports the contents
   * (relative to `tree`, or absolute). Throws EnvironmentError with only the reason ("..., because ..."); the caller adds
   * what to do.
   */
  fetch(request: EngineRequest<ServerName>, context: InstallContext): Promise<EngineManifest>;
}
