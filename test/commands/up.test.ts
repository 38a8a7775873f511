import { expect, test } from 'vitest';
import Up from '../../src/commands/up.js';
import { runInProcess } from './run-in-process.js';

test.each<[readonly string[], RegExp]>([
  [
    ['smoke', '--', 'no-such-command-anywhere', '-v'],
    /no command "no-such-command-anywhere" on PATH.* Nothing was started/,
  ],
  [['--', './not-here.sh'], /no command "\.\/not-here\.sh"/],
  [['smoke', '--'], /Expected a command after --, such as: cache-bench up smoke -- npm test/],
  [['--detach', '--', 'true'], /--detach can't be used with a command/],
  [['--env', '--', 'true'], /--env can't be used with a command/],
  [['smoke', 'extra', '--', 'true'], /Unexpected argument: extra/],
])('up %j is a usage error, and starts nothing', async (given, says) => {
  const { exitCode, stdout, stderr } = await runInProcess(Up, given);
  expect(stderr).toMatch(says);
  expect(stderr.match(/Error:/g)).toHaveLength(1);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('up --json with a command is a usage error, as JSON', async () => {
  const { exitCode, stdout } = await runInProcess(Up, ['--json', '--', 'true']);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { message: expect.stringMatching(/^--json can't be used/), exitCode: 2 },
  });
  expect(exitCode).toBe(2);
});
