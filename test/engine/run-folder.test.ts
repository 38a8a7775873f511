import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseProcessStat, writeOwner } from '../../src/engine/process-identity.js';
import { createRunFolder } from '../../src/engine/run-folder.js';
import { sweepStaleFolders } from '../../src/engine/sweep-stale-folders.js';
import { startWatchdog } from '../../src/engine/watchdog.js';
import { deadPid, holds, isRunning } from './fixtures/processes.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

async function makeFolder(parent: string, name: string, pid?: number): Promise<string> {
  const path = join(parent, name);
  await mkdir(path);
  await writeOwner(join(path, 'owner'), { exclusive: true });
  if (pid !== undefined) {
    const owner = JSON.parse(await readFile(join(path, 'owner'), 'utf8'));
    await writeFile(join(path, 'owner'), JSON.stringify({ ...owner, pid }));
  }
  return path;
}

describe('the folder of a run', () => {
  test('is removed when disposed', async () => {
    await using watchdog = await startWatchdog();
    const folder = await createRunFolder(watchdog);
    await writeFile(join(folder.path, 'file'), '');
    await folder[Symbol.asyncDispose]();
    expect(existsSync(folder.path)).toBe(false);
  });

  test('that is kept outlives the program, the watchdog and the next sweep', async () => {
    const watchdog = await startWatchdog();
    const folder = await createRunFolder(watchdog);
    await folder.releaseForKeep();
    await folder[Symbol.asyncDispose]();
    await watchdog[Symbol.asyncDispose]();
    expect(await sweepStaleFolders()).not.toContain(folder.path);
    expect(existsSync(folder.path)).toBe(true);
    await rm(folder.path, { recursive: true });
  });
});

describe('the sweep', () => {
  test.runIf(process.platform === 'linux')('kills the servers of a dead run, and no other process', async () => {
    await using parent = await temporaryFolder();
    const dead = await makeFolder(parent.path, 'cache-bench-dead', await deadPid());
    const node = join(dead, 'n1');
    await mkdir(node);
    const inside = (script: string) => {
      const child = spawn('/bin/sh', ['-c', script], {
        cwd: node,
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child.pid as number;
    };
    // A server with a child in its group, like a Redis that saves; somebody's shell with its working folder there.
    const server = inside('sh -c "while :; do sleep 0.1; done" & echo $! > saving; read line');
    const shell = inside('read line');
    expect(await holds(async () => (await readFile(join(node, 'saving'), 'utf8').catch(() => '')) !== '')).toBe(true);
    const saving = Number(await readFile(join(node, 'saving'), 'utf8'));
    const mark = await readFile(`/proc/${server}/stat`, 'utf8');

    // A server that ended long ago, and whose pid now belongs to another process.
    const reused = join(dead, 'n2');
    await mkdir(reused);
    await writeFile(
      join(reused, 'process'),
      (await readFile(`/proc/${shell}/stat`, 'utf8')).replace(/(?<=\) (?:\S+ ){19})\d+/, '1'),
    );
    await writeFile(join(node, 'process'), mark);
    expect(await sweepStaleFolders(parent.path)).toEqual([dead]);
    for (const pid of [server, saving]) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
    expect(await isRunning(shell)).toBe(true);
  });

  test('removes only the folders of dead programs', async () => {
    await using parent = await temporaryFolder();
    const dead = await makeFolder(parent.path, 'cache-bench-dead', await deadPid());
    const alive = await makeFolder(parent.path, 'cache-bench-alive');
    const foreign = await makeFolder(parent.path, 'something-else', await deadPid());
    const ownerless = join(parent.path, 'cache-bench-ownerless');
    await mkdir(ownerless);
    expect(await sweepStaleFolders(parent.path)).toEqual([dead]);
    expect([dead, alive, foreign, ownerless].map((path) => existsSync(path))).toEqual([false, true, true, true]);
  });

  test('considers an owner dead if its pid has been reused', async () => {
    await using parent = await temporaryFolder();
    const path = await makeFolder(parent.path, 'cache-bench-reused');
    const owner = JSON.parse(await readFile(join(path, 'owner'), 'utf8'));
    await writeFile(join(path, 'owner'), JSON.stringify({ ...owner, startedAt: '1' }));
    expect(await sweepStaleFolders(parent.path)).toEqual([path]);
  });

  test('keeps folders whose owner runs in another container', async () => {
    await using parent = await temporaryFolder();
    const path = await makeFolder(parent.path, 'cache-bench-elsewhere', await deadPid());
    const owner = JSON.parse(await readFile(join(path, 'owner'), 'utf8'));
    await writeFile(join(path, 'owner'), JSON.stringify({ ...owner, namespace: 'pid:[1]' }));
    expect(await sweepStaleFolders(parent.path)).toEqual([]);
  });
});

test('the start time of a process is parsed whatever its name contains, and a zombie has none', () => {
  const fields = Array.from({ length: 30 }, (_, index) => index + 4).join(' ');
  expect(parseProcessStat(`7 (a) b) (c) S ${fields}`)).toEqual({ pid: 7, group: 5, startTicks: 22n });
  expect(parseProcessStat(`7 (a) Z ${fields}`)).toBeUndefined();
  expect(parseProcessStat('')).toBeUndefined();
});
