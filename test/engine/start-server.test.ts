import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readlink } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireEngine } from '../../src/engine/require-engine.js';
import { serverFailed } from '../../src/engine/server-failed.js';
import type { ServerStart } from '../../src/engine/server-process.js';
import { startServer } from '../../src/engine/start-server.js';
import { startWatchdog } from '../../src/engine/watchdog.js';
import { EnvironmentError } from '../../src/errors/errors.js';
import { anyVersion } from '../../src/model/engine-request.js';
import { holds, isRunning } from './fixtures/processes.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

const binary = await requireEngine(anyVersion('redis'), { onProgress: () => undefined });

function redis(folder: string, ...parameters: string[]): ServerStart {
  return {
    name: 'n1',
    binary,
    arguments: ['--port', '0', '--unixsocket', 'socket', ...parameters],
    dataDir: join(folder, 'n1'),
  };
}

describe('a server', () => {
  test('runs under the given pid, in its folder, with its output in the log', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    await using server = await startServer(redis(folder.path), watchdog);
    expect(await holds(async () => (await server.logTail(100)).some((line) => line.includes('now ready')))).toBe(true);
    expect(server.running).toBe(true);
    if (process.platform === 'linux') {
      expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).toContain('redis-server');
      expect(await readlink(`/proc/${server.pid}/cwd`)).toBe(join(folder.path, 'n1'));
    }
    await server.kill();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL', escaped: 0 });
    expect(server.running).toBe(false);
    expect(server.signal('SIGTERM')).toBe(false);
    await server.kill();
  });

  test('that is paused by SIGSTOP is still killed', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    const server = await startServer(redis(folder.path), watchdog);
    expect(server.signal('SIGSTOP')).toBe(true);
    await server.kill();
    expect(await isRunning(server.pid)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('that moves itself into the background is killed there', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    const detaching = `setsid sh -c 'echo $$ > background; while :; do sleep 0.1; done' & while ! [ -s background ]; do sleep 0.1; done`;
    const shell = { ...binary, path: '/bin/sh', libraryFolders: [] };
    const start = { ...redis(folder.path), binary: shell, arguments: ['-c', detaching] };
    await using server = await startServer(start, watchdog);
    expect(await server.exited).toEqual({ code: 0, signal: null, escaped: 1 });
    const pid = Number(await readFile(join(folder.path, 'n1', 'background'), 'utf8'));
    expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
  });

  test('inherits no descriptor but its output', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    const lister = { ...redis(folder.path), arguments: ['/dev/fd'], binary: { ...binary, path: '/bin/ls' } };
    await using server = await startServer(lister, watchdog);
    await server.exited;
    // The process that started the tests may have passed on descriptors; any other child has those too.
    const others = execFileSync('/bin/ls', ['/dev/fd'], { encoding: 'utf8' }).trim().split('\n');
    expect(await server.logTail(100)).toEqual(others);
  });

  test('that fails to start is quoted', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    await using server = await startServer(redis(folder.path, '--no-such-directive', 'yes'), watchdog);
    expect((await server.exited).code).toBe(1);
    const error = await serverFailed(server, 'it exited with code 1');
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('The server n1 did not start: it exited with code 1.');
    expect(error.message).toContain('no-such-directive');
  });

  test('whose port is taken names the port', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    await using server = await startServer(redis(folder.path, '--port', String(port), '--bind', '127.0.0.1'), watchdog);
    await server.exited;
    holder.close();
    expect((await serverFailed(server, 'it ended')).message).toContain(`n1 did not start: port ${port} is taken.`);
  });

  test('whose binary is gone gives an environment error', async () => {
    await using folder = await temporaryFolder();
    await using watchdog = await startWatchdog();
    const gone = { ...redis(folder.path), binary: { ...binary, path: join(folder.path, 'gone') } };
    await expect(startServer(gone, watchdog)).rejects.toThrow(EnvironmentError);
  });

  test('is not started without a watchdog', async () => {
    await using folder = await temporaryFolder();
    const watchdog = await startWatchdog();
    await watchdog[Symbol.asyncDispose]();
    await expect(startServer(redis(folder.path), watchdog)).rejects.toThrow('the watchdog');
  });
});
