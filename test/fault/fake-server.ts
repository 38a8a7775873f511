import { spawn } from 'node:child_process';
import { pause } from '../../src/clock/wait.js';
import { readFileSizeLimit } from '../../src/engine/file-size-limit.js';
import type { ServerProcess } from '../../src/engine/server-process.js';

/** Duration of one turn of a script's loop. */
const turnMs = 1e-5;

/**
 * A Redis or Memcached server as far as faults need one: an idle process, with some figures that commands read and
 * change.
 */
export class FakeServer {
  process: ServerProcess;
  keys = 3;
  readonly settings = new Map([
    ['maxclients', '10000'],
    ['maxmemory', '0'],
    ['maxmemory-policy', 'volatile-ttl'],
  ]);
  readonly #name: string;
  #cpuMs = 0;
  #busy: Promise<void> = Promise.resolve();
  #pausedUntilMs = 0;

  constructor(name: string) {
    this.#name = name;
    this.process = startIdleProcess(name);
  }

  restart(): void {
    this.process = startIdleProcess(this.#name);
  }

  /** Undefined for a command that is not about this server alone. */
  async answer([name = '', ...words]: readonly string[]): Promise<unknown> {
    const [first = '', second = '', third = ''] = words;
    switch (name) {
      case 'PING':
        await this.#busy;
        return 'PONG';
      case 'EVAL':
        return this.#evaluate(words);
      case 'INFO':
        return this.#info(first);
      case 'CONFIG':
        if (first === 'GET') return [second, this.settings.get(second)];
        if (first === 'SET') this.settings.set(second, third);
        return 'OK';
      case 'CLIENT':
        if (first === 'KILL') return 4;
        this.#pausedUntilMs = first === 'PAUSE' ? performance.now() + Number(second) : 0;
        return 'OK';
      case 'PEXPIRE':
        this.keys -= 1;
        return 1;
      case 'touch':
        this.keys -= 1;
        return 'TOUCHED';
      case 'version':
        return '1.6.18';
      case 'DBSIZE':
        return this.keys;
      case 'FLUSHALL':
      case 'flush_all':
        this.keys = 0;
        return 'OK';
      default:
        return undefined;
    }
  }

  async #evaluate([script = '', , argument = '']: readonly string[]): Promise<unknown> {
    if (performance.now() < this.#pausedUntilMs) throw new Error('Command timed out');
    if (script.includes('SCAN')) {
      const seen = this.keys;
      this.keys = 0;
      return ['0', seen];
    }
    if (argument !== '') {
      const lastsMs = Number(argument) * turnMs;
      this.#busy = pause(lastsMs);
      await this.#busy;
      this.#cpuMs += lastsMs;
    }
    return 1;
  }

  async #info(section: string): Promise<string> {
    switch (section) {
      case 'cpu':
        return `used_cpu_user:${this.#cpuMs / 1000}\r\nused_cpu_sys:0\r\n`;
      case 'memory':
        return 'used_memory:1000000\r\n';
      case 'persistence':
        return `aof_last_write_status:${(await readFileSizeLimit(this.process.pid)) === 'unlimited' ? 'ok' : 'err'}\r\n`;
      default:
        return 'role:master\r\nmaster_repl_offset:5\r\n';
    }
  }
}

function startIdleProcess(name: string): ServerProcess {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const exited = new Promise<Awaited<ServerProcess['exited']>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, escaped: 0 }));
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    name,
    pid: child.pid ?? 0,
    logFile: '',
    exited,
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    signal: (signal) => child.kill(signal),
    kill,
    logTail: async () => [],
    [Symbol.asyncDispose]: kill,
  };
}
