import { expect, test } from 'vitest';
import { run } from './drill/run.js';

// The figures of ioredis 6 that were found by hand, with a relay and the server's counter.
test('client-check ioredis finds that its defaults send a command again, by the counter of the server', async () => {
  const { exitCode, stdout, stderr } = await run(['client-check', 'ioredis', '--json']);
  const { client, troubles } = JSON.parse(stdout);
  expect(client).toMatchObject({ name: 'ioredis', policy: 'application' });
  const found = Object.fromEntries(troubles.map((trouble: { trouble: string }) => [trouble.trouble, trouble]));
  expect(found['close-before'], stderr).toMatchObject({ executed: 1, reported: 'ok' });
  expect(found['lose-reply']).toMatchObject({ executed: 2, reported: 'ok' });
  expect(found['lose-replies'].executed).toBeGreaterThan(5);
  expect(found.swallow).toMatchObject({ executed: 0, reported: 'nothing' });
  expect(found.pause).toMatchObject({ executed: 1, reported: 'ok' });
  expect(found.pause.afterMs).toBeGreaterThan(2_900);
  expect(exitCode).toBe(0);
});

test('client-check of the policy measured: each command is sent at most once, and nothing is contradicted', async () => {
  const given = ['client-check', 'ioredis', '--client-policy', 'measured', '--deadline', '500ms'];
  const { exitCode, stdout } = await run(given);
  expect(stdout).toMatch(/^ioredis 6\.0\.0, policy measured, with redis \d/);
  const lines = stdout.split('\n').filter((line) => /\d×/.test(line));
  expect(lines.map((line) => / {2,}(\d+)× +(\w+) /.exec(line)?.slice(1))).toEqual([
    ['0', 'indeterminate'],
    ['1', 'indeterminate'],
    ['1', 'indeterminate'],
    ['0', 'indeterminate'],
    ['1', 'indeterminate'],
  ]);
  expect(exitCode).toBe(0);
});
