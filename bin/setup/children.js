import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when they have ended, by process ID. @type {Map<number, Promise<unknown>>} */
const running = new Map();

/**
 * Starts a child of a script in a process group of its own, which `endChildren` can end whole. Its standard input is empty.
 *
 * @param {string} program
 * @param {readonly string[]} given
 * @param {{ readonly stderr?: 'pipe' | 'inherit', readonly environment?: NodeJS.ProcessEnv }} [options]
 */
export function spawnChild(program, given, { stderr = 'pipe', environment = process.env } = {}) {
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', stderr], detached: true, env: environment });
  const { pid } = child;
  if (pid !== undefined) {
    // Not `exit`: a shell ends before the program that it runs, which also holds the pipe.
    const ended = once(child, 'close').finally(() => running.delete(pid));
    running.set(pid, ended);
  }
  return child;
}

/** Ends all children with SIGTERM; resolves when they have ended. */
export async function endChildren() {
  for (const pid of running.keys()) process.kill(-pid, 'SIGTERM');
  await Promise.allSettled(running.values());
}
