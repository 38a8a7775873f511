import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { waitUntil } from '../clock/wait.js';
import { claimPort } from '../engine/ports.js';
import { requireEngine } from '../engine/require-engine.js';
import { startServer } from '../engine/start-server.js';
import type { Watchdog } from '../engine/watchdog.js';
import { EnvironmentError } from '../errors/errors.js';
import { openControl } from './control-connection.js';

const readyTimeoutMs = 10_000;
const host = '127.0.0.1';

export interface PrivateControl extends AsyncDisposable {
  readonly url: string;
}

/** Starts a Redis of our own for the agents of this machine, guarded like every server. Throws EnvironmentError. */
export async function startPrivateControl(
  folder: string,
  watchdog: Watchdog,
  options: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
): Promise<PrivateControl> {
  const binary = await requireEngine({ engine: 'redis', version: null }, options);
  const claimed = await claimPort(host, null);
  await claimed.release();
  const server = await startServer(
    {
      name: 'the control Redis',
      binary,
      arguments: ['--bind', host, '--port', String(claimed.port), '--save', '', '--appendonly', 'no'],
      dataDir: join(folder, 'control'),
    },
    watchdog,
  );
  const url = `redis://${host}:${claimed.port}`;
  const line = openControl(url);
  try {
    if (!(await waitUntil(() => isServing(line), { timeoutMs: readyTimeoutMs, pollMs: 10, signal: options.signal })))
      throw new EnvironmentError(
        `The control Redis did not start within ${readyTimeoutMs / 1000} s. Its log ends: ${(await server.logTail(5)).join(' | ')}`,
      );
  } catch (error) {
    await server.kill();
    throw error;
  } finally {
    line.disconnect();
  }
  return { url, [Symbol.asyncDispose]: () => server.kill() };
}

async function isServing(line: Redis): Promise<boolean> {
  return line.status === 'ready' && (await line.ping().catch(() => undefined)) === 'PONG';
}
