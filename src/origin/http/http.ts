import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { type ClaimedPort, claimPort } from '../../engine/ports.js';
import { createRunFolder, type RunFolder } from '../../engine/run-folder.js';
import { serverFailed } from '../../engine/server-failed.js';
import { startServer } from '../../engine/start-server.js';
import type { Watchdog } from '../../engine/watchdog.js';
import { EnvironmentError, InterruptedError } from '../../errors/errors.js';
import { httpProgram } from '../http-program.js';
import type { Origin, OriginCounts, OriginDefinition, OriginTimes } from '../origin.js';
import { originTimes, type PoolLimits, poolLimits, poolOptions, timeOptions } from '../pool-options.js';
import { ProcessGroup } from '../process-group.js';
import { readTimeMs } from './http-rows.js';
import {
  controlPath,
  type HttpReport,
  type HttpSettings,
  type HttpStart,
  rowPath,
  tokenHeader,
} from './http-settings.js';

const startTimeoutMs = 20_000;
const answerTimeoutMs = 5_000;
const mostConcurrency = 100_000;

const options = z.strictObject({
  ...poolOptions,
  ...timeOptions,
  concurrency: z
    .int()
    .min(1)
    .max(mostConcurrency)
    .default(64)
    .describe('Maximum concurrent requests; the server answers more with 503.'),
  errorShare: z.number().min(0).max(1).default(0).describe('Share of the requests that the server answers with 500.'),
});

/** A small HTTP API in a process of its own. */
export const http: OriginDefinition = {
  summary:
    'A small HTTP API in a process of its own, with latency, a limit on concurrent requests (503) and errors (500).',
  options,
  can: ['kill', 'stop', 'slow', 'limit'],
  async start(given, { rows, valueBytes, watchdog, signal }) {
    const parsed = options.parse(given);
    const folder = await createRunFolder(watchdog);
    try {
      const home = join(folder.path, 'http');
      await mkdir(home, { mode: 0o700 });
      const port = await claimPort('127.0.0.1', null);
      const settings = { ...originTimes(parsed), concurrency: parsed.concurrency, errorShare: parsed.errorShare };
      const token = randomBytes(16).toString('hex');
      const { host } = port;
      const start = { host, port: port.port, rows, valueBytes, file: join(home, 'writes'), token, settings };
      const origin = new HttpOrigin({ start, home, folder, port, watchdog, signal, limits: poolLimits(parsed) });
      await origin.restart();
      return origin;
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  },
};

interface HttpPlan {
  readonly start: HttpStart;
  readonly home: string;
  readonly folder: RunFolder;
  readonly port: ClaimedPort;
  readonly limits: PoolLimits;
  readonly watchdog: Watchdog;
  readonly signal: AbortSignal;
}

class HttpOrigin implements Origin {
  readonly version = null;
  readonly connection: Origin['connection'];
  readyMs = 0;
  #plan: HttpPlan;
  #settings: HttpSettings;
  #group: ProcessGroup | undefined;
  #wasKilled = false;

  constructor(plan: HttpPlan) {
    this.#plan = plan;
    this.#settings = plan.start.settings;
    const url = `${this.#url(rowPath)}{key}`;
    this.connection = { protocol: 'rest', readUrl: url, writeUrl: url, keyPrefix: '', ...plan.limits };
  }

  async counts(): Promise<OriginCounts | null> {
    if (this.#wasKilled) return null;
    const { reads, updates } = await this.#control('GET');
    return { reads, updates };
  }

  isServing(): Promise<boolean> {
    return this.#control('GET').then(
      () => true,
      () => false,
    );
  }

  readTimeMs(): Promise<number> {
    return readTimeMs(`${this.#url(rowPath)}{key}`, 'none');
  }

  async kill(): Promise<void> {
    this.#wasKilled = true;
    await this.#group?.kill();
  }

  async restart(): Promise<void> {
    if (this.#group?.server.running) return;
    const { start, home, port, watchdog, signal } = this.#plan;
    const startMs = monotonicMs();
    await port.release();
    const process_ = await startServer(
      {
        name: 'http',
        binary: { path: process.execPath, libraryFolders: [] },
        arguments: [httpProgram, JSON.stringify({ ...start, settings: this.#settings })],
        dataDir: home,
      },
      watchdog,
    );
    this.#group = new ProcessGroup(process_, watchdog);
    const state = await waitFor(
      async () => {
        if (!process_.running) return 'gone';
        return (await this.isServing()) ? 'serving' : undefined;
      },
      { timeoutMs: startTimeoutMs, pollMs: 10, signal },
    );
    this.readyMs = monotonicMs() - startMs;
    if (state === 'serving') return;
    await process_.kill();
    if (signal.aborted) throw new InterruptedError('Interrupted while the HTTP origin was starting.');
    throw await serverFailed(
      process_,
      state === 'gone' ? 'it exited' : `it did not respond within ${startTimeoutMs / 1000} s`,
    );
  }

  async stop(): Promise<void> {
    await this.#group?.stop();
  }

  async isStopped(): Promise<boolean> {
    return (await this.#group?.isStopped()) ?? false;
  }

  async continue(): Promise<void> {
    this.#group?.continue();
  }

  slow(times: OriginTimes | null): Promise<void> {
    const { readMs, writeMs } = times ?? this.#plan.start.settings;
    return this.#set({ ...this.#settings, readMs, writeMs });
  }

  limit(most: number | null): Promise<void> {
    return this.#set({ ...this.#settings, concurrency: most ?? this.#plan.start.settings.concurrency });
  }

  async isWithin(most: number): Promise<boolean> {
    return (await this.#control('GET')).concurrency <= most;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#group?.kill();
    await this.#plan.port.release();
    await this.#plan.folder[Symbol.asyncDispose]();
  }

  async #set(settings: HttpSettings): Promise<void> {
    this.#settings = settings;
    await this.#control('PUT', settings);
  }

  async #control(method: 'GET' | 'PUT', settings?: HttpSettings): Promise<HttpReport> {
    const { request } = await import('undici');
    const { statusCode, body } = await request(this.#url(controlPath), {
      method,
      headers: { [tokenHeader]: this.#plan.start.token, connection: 'close' },
      body: settings === undefined ? null : JSON.stringify(settings),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const text = await body.text();
    if (statusCode !== 200)
      throw new EnvironmentError(`The HTTP origin answered ${statusCode} to its control request.`);
    return JSON.parse(text) as HttpReport;
  }

  #url(path: string): string {
    const { host, port } = this.#plan.port;
    return `http://${host}:${port}${path}`;
  }
}
