import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWatchdog } from '../../src/engine/watchdog.js';
import { holds, isRunning } from './fixtures/processes.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

function startSleeper() {
  return spawn('/bin/sh', ['-c', 'tail -f /dev/null & wait'], { detached: true, stdio: 'ignore' });
}

describe('when the watchdog ends', () => {
  test('guarded processes and folders are gone, released ones remain', async () => {
    await using folder = await temporaryFolder();
    const [gone, stays] = [join(folder.path, "it's * gone"), join(folder.path, 'stays')];
    await mkdir(join(gone, 'inside'), { recursive: true });
    await mkdir(stays);
    const sleepers = [startSleeper(), startSleeper(), startSleeper()];
    const [first, released, stopped] = sleepers.map((sleeper) => sleeper.pid as number) as [number, number, number];
    process.kill(stopped, 'SIGSTOP');
    {
      await using watchdog = await startWatchdog();
      for (const pid of [first, released, stopped]) watchdog.guardProcess(pid);
      watchdog.releaseProcess(released);
      for (const path of [stays, gone]) watchdog.guardFolder(path);
      watchdog.releaseFolder(stays);
    }
    expect(await holds(async () => !(await isRunning(first)) && !(await isRunning(stopped)))).toBe(true);
    expect(await isRunning(released)).toBe(true);
    expect(existsSync(gone)).toBe(false);
    expect(existsSync(stays)).toBe(true);
    process.kill(-released, 'SIGKILL');
  });
});

describe.each(['watchdog-alone', 'with-kernel'])('SIGKILL of a program (%s)', (mode) => {
  test('leaves no server (paused or not), no folder and no watchdog', async () => {
    const program = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'start-servers.mjs'), mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void program.kill('SIGKILL'));
    const [line] = await once(createInterface(program.stdout), 'line');
    const { folder, pids } = JSON.parse(line) as { folder: string; pids: number[] };
    const watchdog = await childWithout(program.pid as number, pids);
    for (const pid of watchdog) expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('cache-bench');
    expect(existsSync(folder)).toBe(true);
    expect(await Promise.all(pids.map(isRunning))).toEqual([true, true]);

    program.kill('SIGKILL');
    await once(program, 'exit');
    for (const pid of [...pids, ...watchdog]) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
    expect(await holds(() => !existsSync(folder))).toBe(true);
  }, 30_000);
});

/** The children of a process that are not in `known`; Linux only. */
async function childWithout(pid: number, known: readonly number[]): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children
    .split(' ')
    .map(Number)
    .filter((child) => child > 0 && !known.includes(child));
}
