import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../../src/clock/wait.js';

const programFile = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js');
/** Only catches hangs. */
const patience = { timeoutMs: 90_000, pollMs: 10 };

/** The built program in a terminal of its own (util-linux's `script`). Disposing it closes the terminal. */
export interface PseudoTerminal extends AsyncDisposable {
  readonly temporaryFolder: string;
  /** Types a text, and waits until what the terminal shows from then on matches. */
  type(text: string, shows: RegExp): Promise<RegExpExecArray>;
}

/** Starts the program, and waits until the terminal shows `ready> `, the prompt of shells in it. */
export async function openPseudoTerminal(given: readonly string[]): Promise<PseudoTerminal> {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'cb-terminal-'));
  const line = [process.execPath, programFile, ...given].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'dumb', PS1: 'ready> ', TMPDIR: temporaryFolder },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const type = async (text: string, shows: RegExp) => {
    const before = output.length;
    child.stdin.write(text);
    const match = await waitFor(async () => shows.exec(output.slice(before)) ?? undefined, patience);
    if (match === undefined) throw new Error(`${shows} was not shown:\n${output}`);
    return match;
  };
  await type('', /ready> /);
  return {
    temporaryFolder,
    type,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
