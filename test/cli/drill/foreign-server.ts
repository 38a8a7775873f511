import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { waitFor } from '../../../src/clock/wait.js';
import { requireEngine } from '../../../src/engine/require-engine.js';
import { claimPort } from '../../../src/topology/ports.js';

/** A server that somebody else runs, with data of their own. Disposing it ends it. */
export interface ForeignServer extends AsyncDisposable {
  readonly port: number;
  /** With every right. */
  readonly client: Redis;
  readonly pid: number;
  /** Every key with its value. */
  everything(): Promise<ReadonlyMap<string, string>>;
}

/** Starts a redis-server with a password and 500 keys that are not ours; `more` are further directives. */
export async function startForeignServer(
  password: string,
  { more = [], keys = 500 }: { readonly more?: readonly string[]; readonly keys?: number } = {},
): Promise<ForeignServer> {
  const { path } = await requireEngine('redis', { onProgress: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'cb-foreign-'));
  const claimed = await claimPort('127.0.0.1', null);
  await claimed.release();
  const { port } = claimed;
  const directives = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
  const child = spawn(path, [...directives, '--requirepass', password, ...more], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const client = new Redis({ port, password, retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await waitFor(async () => ((await client.ping().catch(() => '')) === 'PONG' ? true : undefined), {
    timeoutMs: 30_000,
    pollMs: 20,
  });
  for (let index = 0; index < keys; index += 1) await client.set(foreignKey(index), `theirs ${index}`);
  return {
    port,
    client,
    pid: child.pid ?? 0,
    async everything() {
      const keys = await client.keys('*');
      const values = keys.length === 0 ? [] : await client.mget(keys);
      return new Map(keys.map((key, index) => [key, values[index] ?? '']));
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Some have a name that looks like one of ours. */
function foreignKey(index: number): string {
  return index % 2 === 0 ? `session:${index}` : `cache-bench:feedface:${index}`;
}
