import type { BaseCommand } from '../../../src/cli/base-command.js';

/** The results of one command. `result` is what it prints under --json. */
export interface CommandEnd {
  readonly result: unknown;
  readonly stdout: string;
  readonly exitCode: number | undefined;
}

/** Runs a command in this process, with our own streams. Errors propagate. */
export async function runCommand(
  command: new (argv: string[], config: never) => BaseCommand,
  ...argv: readonly string[]
): Promise<CommandEnd> {
  const { Config } = await import('@oclif/core');
  const running = new command([...argv], (await Config.load({ root: process.cwd() })) as never);
  let stdout = '';
  let exitCode: number | undefined;
  const stream = (write: (text: string) => void) => ({
    write,
    writeCommands: write,
    isTerminal: false,
    colour: false,
    columns: 80,
  });
  running.host = {
    ...running.host,
    stdout: stream((text) => {
      stdout += text;
    }),
    stderr: stream(() => {}),
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  const result: unknown = await running.run();
  return { result, stdout, exitCode };
}
