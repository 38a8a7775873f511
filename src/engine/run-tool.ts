import { spawn } from 'node:child_process';
import { InterruptedError } from '../errors/errors.js';
import type { ProcessUser } from './server-process.js';

export interface ToolOptions {
  /** The tool and everything it started are killed after this. */
  readonly timeoutMs: number;
  /** Merged over our own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Absent: as we do. */
  readonly user?: ProcessUser;
  readonly signal?: AbortSignal | undefined;
}

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end with exit code 0, in words; undefined if it did. */
  readonly failure: string | undefined;
  /** It was killed because it took too long. */
  readonly timedOut: boolean;
}

const maximumOutputCharacters = 8_000_000;

/**
 * Runs another program to completion or timeout, and returns its output (at most 8 million characters each). Its messages
 * are in English. Throws only InterruptedError, if `signal` aborts.
 */
export function runTool(command: string, parameters: readonly string[], options: ToolOptions): Promise<ToolResult> {
  if (options.signal?.aborted) return Promise.reject(interrupted(command));
  return new Promise((resolve, reject) => {
    // Its own process group: apt and brew start helpers, which must end with them.
    const child = spawn(command, parameters, {
      cwd: options.folder,
      ...options.user,
      detached: true,
      env: { ...process.env, LC_ALL: 'C', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < maximumOutputCharacters) output[name] += text;
      });
    }

    const finish = (failure: string | undefined, timedOut = false) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      resolve({ ...output, failure, timedOut });
    };
    const stop = () => {
      killGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const abort = () => {
      stop();
      clearTimeout(timer);
      reject(interrupted(command));
    };
    const timer = setTimeout(() => {
      stop();
      finish(`${command} did not respond within ${options.timeoutMs / 1000} s`, true);
    }, options.timeoutMs);
    options.signal?.addEventListener('abort', abort, { once: true });

    child.on('error', (error) => finish(`${command} could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      if (code === 0) finish(undefined);
      else finish(`${command} ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

function interrupted(command: string): InterruptedError {
  return new InterruptedError(`Interrupted while ${command} was running.`);
}

/** Ends all processes of a group, if there are any. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
