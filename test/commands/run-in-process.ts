import { Config } from '@oclif/core';
import { ExitError } from '@oclif/core/errors';
import type { BaseCommand } from '../../src/cli/base-command.js';

/** How a command ended, as its caller sees it. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

type CommandClass = new (argv: string[], config: Config) => BaseCommand;

const config = await Config.load({ root: process.cwd() });

/** Runs a command in this process just as `bin/run.js` would, in some milliseconds. */
export async function runInProcess(
  command: CommandClass,
  argv: readonly string[],
  {
    environment = {},
    workingDirectory = process.cwd(),
  }: {
    /** Merged over ours. */
    readonly environment?: Readonly<Record<string, string>>;
    readonly workingDirectory?: string;
  } = {},
): Promise<CommandEnd> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => {
    const write = (text: string) => {
      output[name] += text;
    };
    return { write, writeCommands: write, isTerminal: false, colour: false, columns: 80 };
  };
  let exitCode = 0;
  const running = new command([...argv], config);
  running.host = {
    ...running.host,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment: { ...process.env, ...environment },
    workingDirectory,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  // biome-ignore lint/complexity/useLiteralKeys: oclif's own start, which handles errors, is protected.
  await running['_run']().catch((error: unknown) => {
    if (!(error instanceof ExitError)) throw error;
    exitCode = error.oclif.exit ?? 0;
  });
  return { ...output, exitCode };
}
