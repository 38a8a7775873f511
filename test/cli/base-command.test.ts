import { Config, Flags } from '@oclif/core';
import { ExitError } from '@oclif/core/errors';
import { describe, expect, test } from 'vitest';
import { BaseCommand } from '../../src/cli/base-command.js';
import type { Host } from '../../src/cli/host.js';
import { EnvironmentError } from '../../src/errors/errors.js';

class Trial extends BaseCommand {
  static override id = 'trial';
  static override flags = { rate: Flags.string() };

  async run(): Promise<{ readonly answer: number }> {
    await this.parse(Trial);
    if (this.host.environment.FAIL) throw new EnvironmentError(this.host.environment.FAIL);
    this.progress('working');
    this.log('the answer is 42');
    this.host.setExitCode(3);
    return { answer: 42 };
  }

  /** oclif's own `_run` prints the result. */
  start(): Promise<unknown> {
    return this._run();
  }
}

async function runTrial(argv: string[], environment: NodeJS.ProcessEnv = {}) {
  const result = { stdout: '', stderr: '', exitCode: 0 };
  const stream = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      result[name] += text;
    },
    writeCommands: () => {},
    isTerminal: false,
    colour: false,
    columns: 80,
  });
  const host: Host = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment,
    workingDirectory: '/',
    signals: process,
    readsTerminal: false,
    endAfter() {},
    setExitCode(code) {
      result.exitCode = code;
    },
  };
  const command = new Trial(argv, await Config.load(import.meta.dirname));
  command.host = host;
  await command.start().catch((error: unknown) => {
    if (!(error instanceof ExitError)) throw error;
    result.exitCode = error.oclif.exit ?? 0;
  });
  return result;
}

describe('a command', () => {
  test('prints its result on stdout and its progress on stderr', async () => {
    expect(await runTrial([])).toEqual({ stdout: 'the answer is 42\n', stderr: 'working\n', exitCode: 3 });
  });

  test('prints only its result under --json, with the same exit code', async () => {
    const result = await runTrial(['--json']);
    expect(JSON.parse(result.stdout)).toEqual({ answer: 42 });
    expect(result.exitCode).toBe(3);
  });

  test('that fails prints one error on stderr', async () => {
    expect(await runTrial([], { FAIL: 'no server' })).toEqual({
      stdout: '',
      stderr: 'Error: no server\n',
      exitCode: 5,
    });
  });

  test('that fails under --json prints the error on stdout, with the same exit code', async () => {
    const result = await runTrial(['--json'], { FAIL: 'no server' });
    expect(JSON.parse(result.stdout)).toEqual({
      error: { name: 'EnvironmentError', message: 'no server', exitCode: 5 },
    });
    expect(result).toMatchObject({ stderr: '', exitCode: 5 });
  });

  test.each([[[]], [['--json']]])('that is used incorrectly exits with 2 (%s)', async (flags) => {
    expect((await runTrial([...flags, '--bogus'])).exitCode).toBe(2);
  });

  test.each([
    [['-rate=100/s'], /^Error: -rate: long flags have two dashes\. Write --rate\./],
    [['-bogus'], /Nonexistent flag: -bogus/],
    [['-workers', '4'], /Instead of --workers, use --connections\./],
    [['-3'], /Unexpected argument: -3[\s\S]*Instead of -3, use --set workload\.protocol=resp3\./],
  ])('answers %j as other load testers write flags', async (given, expected) => {
    const { stderr, stdout, exitCode } = await runTrial(given);
    expect(stderr).toMatch(expected);
    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});
