import type { EngineName } from '../model/node.js';

/** A server's program, and what it needs to be started. */
export interface EngineProgram {
  readonly path: string;
  /** Folders for the dynamic loader, for binaries that were unpacked without installing; empty for installed ones. */
  readonly libraryFolders: readonly string[];
  /** A link to the dynamic loader of the release that the binary is from; absent: the system's own. */
  readonly loader?: string;
}

/** An engine's server binary, found and asked for its version. */
export interface EngineBinary extends EngineProgram {
  readonly engine: EngineName;
  readonly version: string;
}

export interface ServerStart {
  /** For messages: `n1`, `sentinel-2`. */
  readonly name: string;
  readonly binary: EngineBinary;
  readonly arguments: readonly string[];
  /** Folder of this process alone; its output goes to `log` inside. */
  readonly dataDir: string;
  /** Set `argv[0]`-style extra environment, merged over ours. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How many processes it had put out of its process group, as one that goes into the background does. They were killed. */
  readonly escaped: number;
}

/** A running server process. Disposing it kills it and waits until it is gone. */
export interface ServerProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly running: boolean;
  /** Resolves when the process is gone, with how it ended. Never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Sends a signal; false when the process is already gone. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGKILL (after SIGCONT where it was stopped), then waits for the end. Harmless when already gone. */
  kill(): Promise<void>;
  /** The last lines of what it printed. */
  logTail(lines: number): Promise<readonly string[]>;
}
