import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { commandMark } from './command-mark.js';
import type { Watchdog } from './watchdog.js';

/** How long a command may take to end after SIGTERM. */
const graceMs = 5_000;

/** A user's command that shares our streams. Disposing it ends it with SIGTERM, and with SIGKILL if it takes too long. */
export interface AttachedCommand extends AsyncDisposable {
  /** Its exit code, or 128 + n if signal n ended it. Never rejects. What it leaves behind ends with the watchdog. */
  readonly exitCode: Promise<number>;
  /** Sends it a signal: its process group, or itself if that is ours. Harmless if it is gone. */
  send(signal: NodeJS.Signals): void;
}

/**
 * Starts a command with our stdin, stdout and stderr. `isInteractive`: it stays in our process group, so that it can read
 * the terminal, which sends its signals to both of us. Otherwise it has its own session: a signal from a terminal would
 * reach it twice, directly and through us. Throws EnvironmentError if it can't be started.
 */
export async function startAttached(
  [program, ...words]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
  { watchdog, isInteractive }: { readonly watchdog: Watchdog; readonly isInteractive: boolean },
): Promise<AttachedCommand> {
  const [file = program, ...given] = [...watchdog.launchPrefix, program, ...words];
  const mark = randomBytes(8).toString('hex');
  const child = spawn(file, given, {
    stdio: 'inherit',
    detached: !isInteractive,
    env: { ...process.env, ...environment, [commandMark]: mark },
  });
  watchdog.guardMarked(`${commandMark}=${mark}`);
  const send = (signal: NodeJS.Signals) => (isInteractive ? child.kill(signal) : signalGroup(child, signal));
  const exitCode = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      if (!isInteractive) signalGroup(child, 'SIGKILL');
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

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}
