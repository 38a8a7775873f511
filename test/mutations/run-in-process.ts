import { Config } from '@oclif/core';
import { ExitError } from '@oclif/core/errors';
import type { BaseCommand } from '../../src/cli/base-command.js';

/** How a command ended, as its caller sees it. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** A command with oclif's own start, which is what handles errors. */
interface Startable extends BaseCommand {
  start(): Promise<unknown>;
}

/** Runs commands in this process just as `bin/run.js` would, thousands of times a minute. */
export async function commandRunner(
  command: new (argv: string[], config: Config) => Startable,
): Promise<(...argv: readonly string[]) => Promise<CommandEnd>> {
  const config = await Config.load({ root: process.cwd() });
  return async (...argv) => {
    const told = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => {
      const write = (text: string) => {
        told[name] += text;
      };
      return { write, writeCommands: write, isTerminal: false, colour: false, columns: 80 };
    };
    let exitCode = 0;
    const running = new command([...argv], config);
    running.host = {
      ...running.host,
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      setExitCode: (code) => {
        exitCode = code;
      },
    };
    const startMs = performance.now();
    await running.start().catch((error: unknown) => {
      if (!(error instanceof ExitError)) throw error;
      exitCode = error.oclif.exit ?? 0;
    });
    return { ...told, exitCode, tookMs: performance.now() - startMs };
  };
}

/** How many mutations a test tries: a sample, or as many as the environment asks for. */
export const mutationCount = Number(process.env.CACHE_BENCH_MUTATIONS ?? 250);

/** No person waits longer for an answer about a file. */
export const mostMs = 5_000;
