import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { unmarkedEnvironment } from './command-mark.js';

/**
 * Starts a Node program that outlives this one, in its own session, and waits for the first line it prints on stdout;
 * undefined if it ends without one. Until then, its stderr goes to `onProgress` line by line, an abort of the signal is
 * passed on as SIGTERM, and its stdin stays open, so that it notices if we are killed.
 */
export async function startDetached(
  programFile: string,
  given: readonly string[],
  { onProgress, signal }: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const child = spawn(process.execPath, [programFile, ...given], {
    detached: true,
    env: unmarkedEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  const lines = createInterface(child.stdout);
  const progress = createInterface(child.stderr).on('line', onProgress);
  try {
    const line = once(lines, 'line').then(([text]) => String(text));
    const ended = once(child, 'close').then(() => undefined);
    return await Promise.race([line, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
    progress.close();
    // From now on it writes to its own log, and must not keep us alive.
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}
