import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** Merged over our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command and all that it started are killed after this. */
  readonly timeoutMs: number;
  /** What the kernel lets it end with us by, as `parentDeathCommand` gives it; empty: it may outlive a SIGKILL of us. */
  readonly launchPrefix: readonly string[];
  /** Takes the secrets out of what the command printed. */
  hideSecrets(text: string): string;
}

/** A command of the user's that was started. */
export interface RunningCommand {
  /** How it ended: undefined with exit code 0, else why not, in words, with the end of what it printed. Never rejects. */
  readonly failure: Promise<string | undefined>;
  /** Kills what is left of its process group; harmless when nothing is. */
  kill(): void;
}

const shownCharacters = 500;
/** More is kept than shown: of a secret that was cut, the rest could not be found any more. */
const keptCharacters = 64 * 1024;

/** Starts a command in a process group of its own, without a shell. */
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
    // What it left running may hold its output open, so that its end counts and not theirs.
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

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
