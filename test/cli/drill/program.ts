import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../../src/clock/wait.js';
import { processesInside } from './left-behind.js';

const programFile = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js');
/** Only catches hangs. */
const patienceMs = 90_000;

interface ProgramEnd {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program, running in its own folders. Disposing it kills everything it started, and removes the folders. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The program's current folder, where it saves reports. */
  readonly folder: string;
  /** Its temporary folder, which has the run's folder. */
  readonly temporaryFolder: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when its stderr matches; rejects with all output if it ends before. */
  saw(pattern: RegExp): Promise<void>;
  end(): Promise<ProgramEnd>;
}

export interface ProgramOptions {
  /** Merged over ours; its own TMPDIR gives several programs one temporary folder. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A fixture module to load first. */
  readonly preload?: string;
}

/** Starts the built program as the leader of a process group, like a shell. */
export async function startProgram(given: readonly string[], options: ProgramOptions = {}): Promise<Program> {
  const own = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  const temporaryFolder = options.environment?.TMPDIR ?? (await mkdtemp(join(own, 'tmp-')));
  // Run by root, PostgreSQL runs as nobody, who must reach its files.
  for (const path of [own, temporaryFolder]) await chmod(path, 0o711);
  const folder = await mkdtemp(join(own, 'cwd-'));
  const child = spawn(process.execPath, [programFile, ...given], {
    cwd: folder,
    env: { ...environmentOf(options), TMPDIR: temporaryFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const end = new Promise<ProgramEnd>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }));
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error('the program could not be started');
  let ended = false;
  void end.then(() => {
    ended = true;
  });
  return {
    pid,
    child,
    folder,
    temporaryFolder,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    async saw(pattern) {
      const seen = () => (pattern.test(output.stderr) || ended ? true : undefined);
      await waitFor(seen, { timeoutMs: patienceMs, pollMs: 5 });
      if (!pattern.test(output.stderr)) throw new Error(`${pattern} was not seen:\n${output.stderr}\n${output.stdout}`);
    },
    end: () => end,
    async [Symbol.asyncDispose]() {
      if (!ended) killGroup(pid);
      await end;
      for (const { pid: left } of await processesInside(own)) killOne(left);
      await rm(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Sends SIGKILL to the process group of a program. */
export function killGroup(pid: number): void {
  killOne(-pid);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** Like a shell without colour settings, and without the environment of the tests. */
function environmentOf({ environment = {}, preload }: ProgramOptions): NodeJS.ProcessEnv {
  const fromTests = /^(VITEST|TEST|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|CI$|GITHUB_)/;
  const ours = Object.fromEntries(Object.entries(process.env).filter(([name]) => !fromTests.test(name)));
  // As a URL, which encodes a space in the path.
  if (preload !== undefined) ours.NODE_OPTIONS = `--import=${new URL(`../fixtures/${preload}`, import.meta.url).href}`;
  return { ...ours, ...environment };
}
