import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { waitFor } from '../../../src/clock/wait.js';
import { requireEngine } from '../../../src/engine/require-engine.js';
import { serverCommand } from '../../../src/engine/server-command.js';
import { anyVersion } from '../../../src/model/engine-request.js';
import { MemcachedControl } from '../../../src/topology/memcached-control.js';
import { foreignKey, freePort } from './foreign-server.js';

/** An external memcached. */
export interface ForeignMemcached extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** The number of its keys. */
  size(): Promise<number>;
  /** Every key with its value and remaining seconds; null: it never expires. */
  everything(): Promise<ReadonlyMap<string, { readonly value: string; readonly seconds: number | null }>>;
}

/** Starts a memcached with 500 keys that are not ours. */
export async function startForeignMemcached(): Promise<ForeignMemcached> {
  const binary = await requireEngine(anyVersion('memcached'), { onProgress: () => {} });
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const options = ['--listen=127.0.0.1', `--port=${port}`, '--udp-port=0', ...user];
  const { command, parameters, environment } = serverCommand(binary, options);
  const child = spawn(command, parameters, { stdio: 'ignore', env: { ...process.env, ...environment } });
  const exited = once(child, 'exit');
  const control = new MemcachedControl({ host: '127.0.0.1', port });
  const isUp = () => control.version().catch(() => undefined);
  await waitFor(isUp, { timeoutMs: 30_000, pollMs: 20 });
  await control.write(Array.from({ length: 500 }, (_, index) => [foreignKey(index), `theirs ${index}`]).flat());
  return {
    port,
    pid: child.pid ?? 0,
    size: async () => Number((await control.stats()).get('curr_items')),
    async everything() {
      const nowSeconds = Date.now() / 1000;
      const found = [...(await dump(port)).matchAll(/^key=(\S+) exp=(-?\d+) /gm)].map(([, key = '', until]) => ({
        key: decodeURIComponent(key),
        seconds: until === '-1' ? null : Number(until) - nowSeconds,
      }));
      const values = await control.read(found.map(({ key }) => key));
      return new Map(
        found.flatMap(({ key, seconds }, index) => {
          const value = values[index];
          return typeof value === 'string' ? [[key, { value, seconds }]] : [];
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      control.close();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Every key with its time to live, from a dump of the hash table (memcached 1.6). */
function dump(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('lru_crawler metadump hash\r\n'));
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
      if (!/(^|\n)END\r\n$/.test(text)) return;
      socket.destroy();
      resolve(text);
    });
    socket.on('error', reject);
  });
}
