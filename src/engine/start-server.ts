import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors/errors.js';
import { serverCommand } from './server-command.js';
import { escapedProcesses, serverMarkName } from './server-mark.js';
import type { ServerProcess, ServerStart } from './server-process.js';
import type { Watchdog } from './watchdog.js';

/**
 * Reports its own pid to the watchdog (descriptor 3) before it becomes the server, so that a server never runs unguarded.
 * SIGPIPE is ignored meanwhile: if the watchdog dies at this moment, the server starts nevertheless. SIGXFSZ stays ignored:
 * a write beyond a file size limit fails as on a full disk instead of killing the server. Then it writes the mark by which a
 * later run's sweep recognizes the server, in case both we and the watchdog are killed.
 */
const launchScript = `trap '' PIPE XFSZ; echo "add $$" 2>/dev/null >&3
{ read -r stat </proc/$$/stat && echo "$stat" >${serverMarkName}; } 2>/dev/null
trap - PIPE; exec 3>&- "$@"`;

/**
 * Starts a server process in its folder, with its output in `log` there, guarded by the watchdog until it is gone. Returns
 * when the process exists, before it is serving. Throws EnvironmentError if it can't be started.
 */
export async function startServer(start: ServerStart, watchdog: Watchdog): Promise<ServerProcess> {
  const { binary, dataDir } = start;
  await access(binary.path, constants.X_OK).catch((error: Error) => {
    throw cannotStart(start, error);
  });
  if (!watchdog.channel.writable) {
    throw new EnvironmentError(
      `The server ${start.name} was not started: the watchdog, which stops servers if this program is killed, is gone. Run it again.`,
    );
  }
  await mkdir(dataDir, { recursive: true });
  const logFile = join(dataDir, 'log');
  const log = await open(logFile, 'a');
  try {
    const { command, parameters, environment } = serverCommand(binary, start.arguments);
    const words = [...watchdog.launchPrefix, command, ...parameters];
    const child = spawn('/bin/sh', ['-c', launchScript, 'sh', ...words], {
      cwd: dataDir,
      // Its own session: Ctrl-C in the terminal must not reach the servers before us.
      detached: true,
      env: { ...process.env, ...environment, ...start.environment },
      ...start.user,
      stdio: ['ignore', log.fd, log.fd, watchdog.channel],
    });
    const pid = await started(child, start);
    return new GuardedServer(start, pid, logFile, child, watchdog, command);
  } finally {
    await log.close();
  }
}

class GuardedServer implements ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: ServerProcess['exited'];
  running = true;

  constructor(
    { name, dataDir }: ServerStart,
    pid: number,
    logFile: string,
    child: ChildProcess,
    watchdog: Watchdog,
    program: string,
  ) {
    this.name = name;
    this.pid = pid;
    this.logFile = logFile;
    this.exited = new Promise((resolve) => {
      const finish = async (code: number | null, signal: NodeJS.Signals | null) => {
        this.running = false;
        // A Redis that was saving leaves a child behind, which would keep writing into the folder.
        sendSignal(-pid, 'SIGKILL');
        watchdog.releaseProcess(pid);
        // A server that exits by itself may have left another process behind, outside its process group.
        const escaped = code === null ? [] : await escapedProcesses(dataDir, program);
        for (const other of escaped) sendSignal(other, 'SIGKILL');
        resolve({ code, signal, escaped: escaped.length });
      };
      if (child.exitCode !== null || child.signalCode !== null) void finish(child.exitCode, child.signalCode);
      else child.once('exit', (code, signal) => void finish(code, signal));
    });
  }

  signal(signal: NodeJS.Signals): boolean {
    return this.running && sendSignal(this.pid, signal);
  }

  async kill(): Promise<void> {
    if (this.running) {
      sendSignal(-this.pid, 'SIGCONT');
      sendSignal(-this.pid, 'SIGKILL');
    }
    await this.exited;
  }

  logTail(lines: number): Promise<readonly string[]> {
    return logTail(this.logFile, lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** A negative pid refers to its process group. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function started(child: ChildProcess, start: ServerStart): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', (error) => reject(cannotStart(start, error)));
  });
}

function cannotStart({ name, binary }: ServerStart, error: Error): EnvironmentError {
  const { engine } = binary;
  const advice = engine === undefined ? '' : ` Try: cache-bench engine list, which shows the ${engine} in use`;
  return new EnvironmentError(
    `The server ${name} could not be started from ${binary.path}: ${error.message}.${advice}`,
    { cause: error },
  );
}

const tailBytes = 65_536;

/** The last lines of a file, at most 64 KiB; none if it can't be read. */
async function logTail(file: string, lines: number): Promise<readonly string[]> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    await handle.close();
  }
}
