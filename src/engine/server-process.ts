import type { EngineName, ServerName } from '../model/node.js';

/** A server's program, and what it needs to start. */
export interface EngineProgram {
  readonly path: string;
  /** Folders for the dynamic loader, for binaries unpacked without installing; empty for installed ones. */
  readonly libraryFolders: readonly string[];
  /** A link to the dynamic loader of the binary's release; absent: the system's own. */
  readonly loader?: string;
}

/** The user that a process runs as; requires root. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}

/** An engine's server binary, found and with its version queried. */
export interface EngineBinary<Name extends ServerName = EngineName> extends EngineProgram {
  readonly engine: Name;
  readonly version: string;
}

export interface ServerStart {
  /** For messages: `n1`, `sentinel-2`. */
  readonly name: string;
  /** `engine`: for messages; absent: the program is not an engine. */
  readonly binary: EngineProgram & { readonly engine?: ServerName };
  readonly arguments: readonly string[];
  /** Folder for this process only; its output goes to `log` inside. */
  readonly dataDir: string;
  /** Additional environment, merged over ours. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The owner of that folder, if it is not us. */
  readonly user?: ProcessUser;
}

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How many processes it had moved out of its process group, as when daemonizing. They were killed. */
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
  /** Sends a signal; false if the process is already gone. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGKILL (after SIGCONT if it was stopped), then waits for the end. Harmless if already gone. */
  kill(): Promise<void>;
  logTail(lines: number): Promise<readonly string[]>;
}
