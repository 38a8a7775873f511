import { waitUntil } from '../clock/wait.js';
import { childrenOf, isStopped } from '../engine/process-state.js';
import type { ServerProcess } from '../engine/server-process.js';
import type { Watchdog } from '../engine/watchdog.js';

const proofLimits = { timeoutMs: 5_000, pollMs: 5 };

/**
 * A server's process and those it has forked, which may have moved into their own process groups, as PostgreSQL's do.
 */
export class ProcessGroup {
  #server: ServerProcess;
  #watchdog: Watchdog;
  /** The forked processes that were stopped, and are therefore guarded. */
  #stopped: readonly number[] = [];

  constructor(server: ServerProcess, watchdog: Watchdog) {
    this.#server = server;
    this.#watchdog = watchdog;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** Stops all of them, the parent first, so that it forks no more. */
  async stop(): Promise<void> {
    if (!this.#server.signal('SIGSTOP')) return;
    await waitUntil(() => isStopped(this.#server.pid), proofLimits);
    const children = await childrenOf(this.#server.pid);
    // A stopped process does not notice that its server is gone.
    for (const pid of children) this.#watchdog.guardProcess(pid);
    this.#stopped = [...this.#stopped, ...children];
    for (const pid of children) sendSignal(pid, 'SIGSTOP');
    // Signal delivery takes time.
    await waitUntil(() => this.isStopped(), proofLimits);
  }

  async isStopped(): Promise<boolean> {
    if (!this.#server.running) return false;
    const pids = [this.#server.pid, ...(await childrenOf(this.#server.pid))];
    return (await Promise.all(pids.map(isStopped))).every(Boolean);
  }

  continue(): void {
    for (const pid of this.#stopped) {
      sendSignal(pid, 'SIGCONT');
      this.#watchdog.releaseProcess(pid);
    }
    this.#stopped = [];
    this.#server.signal('SIGCONT');
  }

  /** SIGKILL for all of them, as when the system has no memory left; resolves when they are gone. */
  async kill(): Promise<void> {
    const children = this.#server.running ? await childrenOf(this.#server.pid) : [];
    await this.#server.kill();
    for (const pid of children) sendSignal(pid, 'SIGKILL');
    for (const pid of this.#stopped) this.#watchdog.releaseProcess(pid);
    this.#stopped = [];
    await waitUntil(() => !children.some((pid) => sendSignal(pid, 0)), proofLimits);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
