import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../clock/monotonic.js';
import { pause, waitFor } from '../clock/wait.js';
import { type ClaimedPort, claimPort } from '../engine/ports.js';
import type { RunFolder } from '../engine/run-folder.js';
import { howItEnded, serverFailed } from '../engine/server-failed.js';
import type { ServerProcess } from '../engine/server-process.js';
import { startServer } from '../engine/start-server.js';
import type { Watchdog } from '../engine/watchdog.js';
import { InterruptedError } from '../errors/errors.js';
import { startOrEnd } from '../errors/start-or-end.js';
import type { ProgramPlan } from './application-options.js';
import { ApplicationUse } from './application-use.js';
import { Output, type OutputLine } from './output.js';

/** As systemd's RestartSec does by default. */
const restartAfterMs = 100;
const readyPollMs = 10;
/** Our own package. Found from any folder directly below dist, because this file may be bundled. */
const packageFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** The program is started by a shell, in our own folder instead of that of its output. */
const inFolder = 'cd "$0" && exec "$@"';

export interface ApplicationContext {
  /** Its output is kept there. */
  readonly folder: RunFolder;
  readonly watchdog: Watchdog;
  /** How it finds the cluster. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where its command runs. */
  readonly workingFolder: string;
  readonly onEvent: (event: ApplicationEvent, atMs: number) => void;
  readonly signal: AbortSignal;
}

export type ApplicationEvent =
  | { readonly type: 'application-started' }
  | { readonly type: 'application-exited'; readonly code: number | null; readonly signal: string | null };

/** How a process of it ended, on the monotonic clock. */
export interface ApplicationExit {
  readonly atMs: number;
  readonly code: number | null;
  readonly signal: string | null;
}

/** A program in front of the cache, as it runs. Disposing it ends it, with everything it started. */
export class Application implements AsyncDisposable {
  readonly use: ApplicationUse;
  readonly exits: ApplicationExit[] = [];
  restarts = 0;
  /** From the start of the process until it was ready. */
  readyMs = 0;
  #plan: ProgramPlan;
  #context: ApplicationContext;
  #port: ClaimedPort;
  #home: string;
  #output: Output;
  #process: ServerProcess | undefined;
  #ending = new AbortController();

  /** Starts it, and waits until it is ready. Throws EnvironmentError with the end of its output, or InterruptedError. */
  static async start(plan: ProgramPlan, context: ApplicationContext): Promise<Application> {
    const port = await claimPort('127.0.0.1', plan.port, 'application.port');
    const home = join(context.folder.path, 'application');
    await mkdir(home, { mode: 0o700 });
    await writeFile(join(home, 'log'), '');
    return await startOrEnd(new Application(plan, context, port, home), async (application) => {
      await port.release();
      await application.#untilReady(await application.#launch());
    });
  }

  private constructor(plan: ProgramPlan, context: ApplicationContext, port: ClaimedPort, home: string) {
    this.#plan = plan;
    this.#context = context;
    this.#port = port;
    this.#home = home;
    this.#output = new Output(join(home, 'log'));
    this.use = new ApplicationUse(() => (this.#process?.running ? this.#process.pid : undefined), home);
  }

  get url(): string {
    return `http://${this.#port.host}:${this.#port.port}`;
  }

  get lines(): readonly OutputLine[] {
    return this.#output.lines;
  }

  get logFile(): string {
    return join(this.#home, 'log');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    await this.use[Symbol.asyncDispose]();
    await this.#process?.kill();
    await this.#output[Symbol.asyncDispose]();
  }

  async #launch(): Promise<ServerProcess> {
    const { command, env } = this.#plan;
    const { environment, watchdog, workingFolder, onEvent } = this.#context;
    const filled = (text: string) =>
      text.replaceAll('{port}', String(this.#port.port)).replaceAll('{package}', packageFolder);
    const [program, ...words] = command.map(filled);
    const process_ = await startServer(
      {
        name: 'application',
        binary: { path: '/bin/sh', libraryFolders: [] },
        arguments: ['-c', inFolder, workingFolder, program ?? '', ...words],
        dataDir: this.#home,
        environment: {
          ...environment,
          ...this.use.environment,
          PORT: String(this.#port.port),
          ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filled(text)])),
        },
      },
      watchdog,
    );
    this.#process = process_;
    onEvent({ type: 'application-started' }, monotonicMs());
    void process_.exited.then(({ code, signal }) => this.#exited(code, signal));
    return process_;
  }

  async #exited(code: number | null, signal: string | null): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const atMs = monotonicMs();
    this.exits.push({ atMs, code, signal });
    this.#context.onEvent({ type: 'application-exited', code, signal }, atMs);
    if (!this.#plan.restart || this.readyMs === 0) return;
    await pause(restartAfterMs, this.#ending.signal);
    if (this.#ending.signal.aborted) return;
    this.restarts += 1;
    // Without a watchdog, the run ends soon, and says why.
    await this.#launch().catch(() => undefined);
    if (this.#ending.signal.aborted) await this.#process?.kill();
  }

  async #untilReady(process_: ServerProcess): Promise<void> {
    const { path, line, withinMs } = this.#plan.ready;
    const { signal } = this.#context;
    const startMs = monotonicMs();
    let lastAnswer = '';
    const state = await waitFor(
      async () => {
        if (!process_.running) return 'gone';
        if (line !== null && !this.#output.has(line)) return undefined;
        if (path === null) return 'ready';
        const { isReady, description } = await readinessOf(`${this.url}${path}`, signal);
        lastAnswer = description;
        return isReady ? 'ready' : undefined;
      },
      { timeoutMs: withinMs, pollMs: readyPollMs, signal },
    );
    if (state === 'ready') {
      this.readyMs = monotonicMs() - startMs;
      return;
    }
    if (signal.aborted) throw new InterruptedError('Interrupted while the application was starting.');
    const wanted = [
      ...(line === null ? [] : [`printed ${JSON.stringify(line)}`]),
      ...(path === null ? [] : [`answered GET ${path} with 2xx`]),
    ];
    const late = `it had not ${wanted.join(' and ')} within ${withinMs / 1000} s`;
    const why = state === 'gone' ? howItEnded(await process_.exited) : `${late}${lastAnswer && `; ${lastAnswer}`}`;
    throw await serverFailed(process_, why, 'The application');
  }
}

const answerTimeoutMs = 2_000;

/** Whether a URL answers GET with 2xx, and what it did instead. */
async function readinessOf(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly isReady: boolean; readonly description: string }> {
  const { request } = await import('undici');
  try {
    const { statusCode, body } = await request(url, {
      headers: { connection: 'close' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    await body.dump();
    return { isReady: statusCode >= 200 && statusCode < 300, description: `its last answer was ${statusCode}` };
  } catch (error) {
    return { isReady: false, description: whyUnanswered(error, new URL(url).host) };
  }
}

function whyUnanswered(error: unknown, address: string): string {
  const { code, name } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `nothing listened on ${address}, which PORT and {port} stand for`;
  if (name === 'TimeoutError') return `its last answer took more than ${answerTimeoutMs / 1000} s`;
  if (name === 'HTTPParserError') return 'its last answer was not HTTP';
  return `its last connection broke (${code ?? name})`;
}
