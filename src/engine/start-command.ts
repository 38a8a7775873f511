import { spawn } from 'node:child_process';
import { killGroup } from './run-tool.js';

export interface CommandOptions {
  /** Merged over our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command and everything it started are killed after this. */
  readonly timeoutMs: number;
  /** The prefix that makes the kernel end it with us, from `parentDeathCommand`; empty: it may outlive a SIGKILL of us. */
  readonly launchPrefix: readonly string[];
  hideSecrets(text: string): string;
}

/** A user's command that was started. */
export interface RunningCommand {
  /** How it ended: undefined with exit code 0, otherwise the reason, with the end of its output. Never rejects. */
  readonly failure: Promise<string | undefined>;
  /** Kills the rest of its process group; harmless if there is none. */
  kill(): void;
}

const shownCharacters = 500;
/** More is kept than shown: a truncated secret could no longer be recognized. */
const keptCharacters = 64 * 1024;

/** Starts a command in its own process group, without a shell. */
export function startCommand(command: string, parameters: readonly string[], options: CommandOptions): RunningCommand {
  const [program = command, ...words] = [...options.launchPrefix, command, ...parameters];
  const child = spawn(program, words, {
    detached: true,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-keptCharacters);
    });
  const kill = () => killGroup(child.pid);
  const failure = new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => {
      kill();
      resolve(`${command} did not end within ${options.timeoutMs / 1000} s`);
    }, options.timeoutMs);
    const finish = (why: string | undefined) => {
      clearTimeout(timer);
      const said = options.hideSecrets(printed).trim().slice(-shownCharacters);
      resolve(why && said !== '' ? `${why}: ${said}` : why);
    };
    child.on('error', (error) => finish(`${command} could not be started: ${error.message}`));
    // Processes it left running may keep its output open, so its own exit counts, not theirs.
    child.on('exit', (code, signal) =>
      finish(code === 0 ? undefined : `${command} ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  return {
    failure,
    kill() {
      kill();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}
