import type { EngineRequest } from '../../model/engine-request.js';
import type { EngineName } from '../../model/node.js';
import type { EngineManifest } from '../engine-manifest.js';

export interface InstallContext {
  /** An empty folder; what is left in `tree` inside it becomes the engine's folder. */
  readonly stagingFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Hears one line for each step. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** One way to get a server binary without root. */
export interface Installer {
  /** The tool that does it, for messages: `apt`, `brew`. */
  readonly tool: string;
  /** Whether this machine has that tool. */
  available(environment: NodeJS.ProcessEnv): Promise<boolean>;
  /** The command that installs the engine for the whole system, for a person to type. */
  manualCommand(engine: EngineName): string;
  /**
   * Fetches the engine, in the version asked for where it can choose, into `<stagingFolder>/tree` and says what lies there (relative to `tree`, or absolute).
   * Throws EnvironmentError with the reason alone ("..., because ..."); the caller says what to do.
   */
  fetch(request: EngineRequest, context: InstallContext): Promise<EngineManifest>;
}
