import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import type { Watchdog } from './watchdog.js';

/** How long a command may take to end after SIGTERM. */
const graceMs = 5_000;

/** A user's command that shares our streams. Disposing it ends it with SIGTERM, and with SIGKILL if it takes too long. */
export interface AttachedCommand extends AsyncDisposable {
  /** Its exit code, or 128 + n if signal n ended it. Nothing of its process group remains then. Never rejects. */
  readonly exitCode: Promise<number>;
  /** Sends a signal to its process group; harmless if there is none. */
  send(signal: NodeJS.Signals): void;
}

/**
 * Starts a command with our stdin, stdout and stderr. It has its own session: otherwise a signal from the terminal would
 * reach it twice, directly and through us. Throws EnvironmentError if it can't be started.
 */
export async function startAttached(
  [program, ...words]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
  watchdog: Watchdog,
): Promise<AttachedCommand> {
  const [file = program, ...given] = [...watchdog.launchPrefix, program, ...words];
  const child = spawn(file, given, { stdio: 'inherit', detached: true, env: { ...process.env, ...environment } });
  const send = (signal: NodeJS.Signals) => signalGroup(child.pid, signal);
  const exitCode = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      send('SIGKILL');
      if (child.pid !== undefined) watchdog.releaseProcess(child.pid);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', ({ message }) => reject(new EnvironmentError(`${program} could not be started: ${message}`)));
  });
  if (child.pid !== undefined) watchdog.guardProcess(child.pid);
  return {
    exitCode,
    send,
    async [Symbol.asyncDispose]() {
      const ended = new AbortController();
      void exitCode.then(() => ended.abort());
      send('SIGTERM');
      await pause(graceMs, ended.signal);
      send('SIGKILL');
      await exitCode;
    },
  };
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // Already gone.
  }
}
