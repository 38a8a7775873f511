import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import type { ClaimedPort } from '../../engine/ports.js';
import type { RunFolder } from '../../engine/run-folder.js';
import { runTool } from '../../engine/run-tool.js';
import { serverFailed } from '../../engine/server-failed.js';
import type { ProcessUser, ServerProcess } from '../../engine/server-process.js';
import { startServer } from '../../engine/start-server.js';
import type { Watchdog } from '../../engine/watchdog.js';
import { InterruptedError } from '../../errors/errors.js';
import { ProcessGroup } from '../process-group.js';
import type { PostgresBinary } from './server-user.js';
import { canConnect, type Login } from './sql.js';

const startTimeoutMs = 30_000;
const toolTimeoutMs = 5_000;

export interface ServerPlan {
  readonly binary: PostgresBinary;
  readonly user: ProcessUser | undefined;
  readonly folder: RunFolder;
  /** The server's own folder, with its data and log. */
  readonly home: string;
  readonly port: ClaimedPort;
  readonly admin: Login;
  readonly maxConnections: number;
  readonly watchdog: Watchdog;
  readonly signal: AbortSignal;
}

/** The process of a PostgreSQL that is ours. Disposing it kills it and removes its folder. */
export class PostgresServer implements AsyncDisposable {
  #plan: ServerPlan;
  #group: ProcessGroup | undefined;

  constructor(plan: ServerPlan) {
    this.#plan = plan;
  }

  /** Starts the process, and waits until it serves; returns how long that took. Harmless if it runs. */
  async start(): Promise<number> {
    if (this.#group?.server.running) return 0;
    const { binary, user, home, port, watchdog } = this.#plan;
    const startMs = monotonicMs();
    await port.release();
    const process = await startServer(
      {
        name: 'postgres',
        binary,
        arguments: this.#arguments(),
        dataDir: home,
        environment: { LC_ALL: 'C', TZ: 'GMT' },
        ...(user !== undefined && { user }),
      },
      watchdog,
    );
    this.#group = new ProcessGroup(process, watchdog);
    await this.#untilServing(process);
    await this.#forgetSegment();
    return monotonicMs() - startMs;
  }

  get group(): ProcessGroup {
    if (this.#group === undefined) throw new Error('the server was not started');
    return this.#group;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#group?.kill();
    await this.#plan.port.release();
    await this.#plan.folder[Symbol.asyncDispose]();
  }

  /**
   * A killed process loses nothing without fsync, because what it wrote is in the kernel. Synchronous commit stays on:
   * otherwise a crash loses acknowledged writes.
   */
  #arguments(): readonly string[] {
    const settings: Readonly<Record<string, string>> = {
      listen_addresses: this.#plan.port.host,
      unix_socket_directories: '',
      max_connections: String(this.#plan.maxConnections),
      shared_buffers: '64MB',
      dynamic_shared_memory_type: 'mmap',
      fsync: 'off',
      full_page_writes: 'off',
      jit: 'off',
      log_timezone: 'GMT',
      timezone: 'GMT',
    };
    return [
      ...['-D', join(this.#plan.home, 'data'), '-p', String(this.#plan.port.port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  async #untilServing(process: ServerProcess): Promise<void> {
    const { admin, signal } = this.#plan;
    const state = await waitFor(
      async () => {
        if (!process.running) return 'gone';
        return (await canConnect(admin)) ? 'serving' : undefined;
      },
      { timeoutMs: startTimeoutMs, pollMs: 10, signal },
    );
    if (state === 'serving') return;
    if (signal.aborted) throw new InterruptedError('Interrupted while postgres was starting.');
    throw await serverFailed(
      process,
      state === 'gone' ? 'it exited' : `it did not respond within ${startTimeoutMs / 1000} s`,
    );
  }

  /**
   * Has the kernel remove the server's shared memory segment when its last process ends, however that happens: after a
   * SIGKILL, nobody else would. Source: shmctl(2), IPC_RMID; line 7 of postmaster.pid has the segment's key and id.
   */
  async #forgetSegment(): Promise<void> {
    const text = await readFile(join(this.#plan.home, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
    const id = text.split('\n')[6]?.trim().split(/\s+/)[1];
    if (id !== undefined) await runTool('ipcrm', ['-m', id], { timeoutMs: toolTimeoutMs });
  }
}
