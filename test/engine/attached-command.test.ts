import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startAttached } from '../../src/engine/attached-command.js';
import { startWatchdog } from '../../src/engine/watchdog.js';
import { holds, isRunning } from './fixtures/processes.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

/** A shell script with a file that it writes to; `said` waits until the file has a line. */
async function start(script: string, isInteractive = false) {
  const watchdog = await startWatchdog();
  const folder = await temporaryFolder();
  const file = join(folder.path, 'said');
  const environment = { SAID: file, GREETING: 'hello' };
  const command = await startAttached(['sh', '-c', script], environment, { watchdog, isInteractive });
  const text = () => readFile(file, 'utf8').catch(() => '');
  return {
    command,
    text,
    said: (line: string) => vi.waitUntil(async () => (await text()).includes(`${line}\n`), { timeout: 30_000 }),
    async [Symbol.asyncDispose]() {
      await command[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      await watchdog[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ['exit 7', 7],
  ['exit 0', 0],
  ['kill -TERM $$', 143],
  ['kill -KILL $$', 137],
])('%s ends with exit code %d', async (script, exitCode) => {
  await using started = await start(script);
  expect(await started.command.exitCode).toBe(exitCode);
});

test('a command has the given variables, and those of this program', async () => {
  await using started = await start('echo "$GREETING $HOME" >"$SAID"');
  expect(await started.command.exitCode).toBe(0);
  expect(await started.text()).toBe(`hello ${process.env.HOME}\n`);
});

test('a signal arrives once, and the command decides when to end', async () => {
  await using started = await start(
    `trap 'echo int >>"$SAID"' INT; trap 'echo bye >>"$SAID"; exit 3' TERM; echo up >>"$SAID"; while :; do sleep 0.02; done`,
  );
  await started.said('up');
  started.command.send('SIGINT');
  await started.said('int');
  started.command.send('SIGTERM');
  expect(await started.command.exitCode).toBe(3);
  expect(await started.text()).toBe('up\nint\nbye\n');
});

test('what a command leaves in the background ends with it', async () => {
  await using started = await start('sleep 300 & echo $! >$SAID; exit 5');
  expect(await started.command.exitCode).toBe(5);
  const pid = Number(await started.text());
  expect(pid).toBeGreaterThan(1);
  expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
});

test.each([
  ['its own session', false],
  ['our process group, as in a terminal', true],
])('what a command in %s has moved out of its session ends with the watchdog', async (_, isInteractive) => {
  let pid = 0;
  {
    await using started = await start('setsid sleep 300 & echo $! >$SAID; exit 5', isInteractive);
    expect(await started.command.exitCode).toBe(5);
    pid = Number(await started.text());
    expect(pid).toBeGreaterThan(1);
  }
  expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
});

test('disposing it ends a command that ignores SIGTERM', async () => {
  const started = await start('trap "" TERM; echo up >>$SAID; while :; do sleep 0.05; done');
  await started.said('up');
  await started[Symbol.asyncDispose]();
  expect(await started.command.exitCode).toBe(137);
});
