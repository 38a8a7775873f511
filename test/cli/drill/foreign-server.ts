import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { waitFor } from '../../../src/clock/wait.js';
import { claimPort } from '../../../src/engine/ports.js';
import { requireEngine } from '../../../src/engine/require-engine.js';
import { serverCommand } from '../../../src/engine/server-command.js';
import { anyVersion } from '../../../src/model/engine-request.js';

/** An external server with foreign data. */
export interface ForeignServer extends AsyncDisposable {
  readonly port: number;
  /** With all permissions. */
  readonly client: Redis;
  readonly pid: number;
  /** Every key of the client's database, with its value. */
  everything(): Promise<ReadonlyMap<string, string>>;
}

interface ForeignOptions {
  readonly engine?: 'redis' | 'valkey';
  /** Additional directives. */
  readonly more?: readonly string[];
  /** The number of foreign keys. */
  readonly keys?: number;
  /** Files to create in its folder before it starts, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a redis-server with a password and keys that are not ours. */
export async function startForeignServer(
  password: string,
  { engine = 'redis', more = [], keys = 500, files = {} }: ForeignOptions = {},
): Promise<ForeignServer> {
  const binary = await requireEngine(anyVersion(engine), { onProgress: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'cb-foreign-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const port = await freePort();
  const directives = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
  const { command, parameters, environment } = serverCommand(binary, [
    ...[...directives, '--requirepass', password],
    ...more,
  ]);
  const child = spawn(command, parameters, { stdio: 'ignore', env: { ...process.env, ...environment } });
  const exited = once(child, 'exit');
  const client = new Redis({ port, password, retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await waitFor(async () => ((await client.ping().catch(() => '')) === 'PONG' ? true : undefined), {
    timeoutMs: 30_000,
    pollMs: 20,
  });
  const names = Array.from({ length: keys }, (_, index) => foreignKey(index));
  await Promise.all(names.map((name, index) => client.set(name, `theirs ${index}`)));
  return {
    port,
    client,
    pid: child.pid ?? 0,
    async everything() {
      const found = await client.keys('*');
      const values = await Promise.all(found.map((key) => client.get(key)));
      return new Map(found.map((key, index) => [key, values[index] ?? '']));
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort(): Promise<number> {
  const claimed = await claimPort('127.0.0.1', null);
  await claimed.release();
  return claimed.port;
}

/** The name of a foreign key: some look like one of ours. */
export function foreignKey(index: number): string {
  return index % 2 === 0 ? `session:${index}` : `cache-bench:feedface:${index}`;
}
