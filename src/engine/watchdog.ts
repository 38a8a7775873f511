import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { unmarkedEnvironment } from './command-mark.js';
import { parentDeathCommand } from './parent-death.js';

/**
 * A process that outlives ours: when we end, in whatever way (even by SIGKILL), it kills what is still guarded and removes
 * the guarded folders. Disposing it does the same immediately.
 */
export interface Watchdog extends AsyncDisposable {
  /** Guards a process and its whole process group, whose leader it must be. */
  guardProcess(pid: number): void;
  releaseProcess(pid: number): void;
  /** Guards every process that was started with this `NAME=value` in its environment (Linux). */
  guardMarked(variable: string): void;
  guardFolder(path: string): void;
  releaseFolder(path: string): void;
  /** Where a starting process writes `add <its pid>` itself, before it becomes a server. */
  readonly channel: Writable;
  /** Prefix of a server's command that makes the kernel kill it with us, if supported; otherwise empty. */
  readonly launchPrefix: readonly string[];
}

/**
 * Reads one order per line. When its input ends, we have ended: then it acts. Its arguments contain neither this program's
 * name nor any path, so that a search for our leftovers does not find it. Orders start no child process. It kills process
 * groups, because a saving Redis forks a child that outlives it, and marked processes until it finds none, because they fork too.
 */
const script = `
trap '' INT TERM HUP
newline='
'
pids=' '
folders=$newline
mark=
while IFS= read -r line; do
  rest=\${line#* }
  case $line in
    'add '*) pids="$pids$rest " ;;
    'mark '*) mark=$rest ;;
    'folder '*) folders="$folders$rest$newline" ;;
    'remove '*)
      case $pids in *" $rest "*) pids="\${pids%%" $rest "*} \${pids#*" $rest "}" ;; esac ;;
    'forget-folder '*)
      case $folders in *"$newline$rest$newline"*)
        folders="\${folders%%"$newline$rest$newline"*}$newline\${folders#*"$newline$rest$newline"}" ;;
      esac ;;
  esac
done
for pid in $pids; do
  kill -s CONT -- "-$pid"
  kill -s KILL -- "-$pid"
done
marked=$mark
pass=0
while [ -n "$marked" ] && [ "$pass" -lt 20 ]; do
  pass=$((pass + 1))
  marked=$(grep -lsF -e "$mark" /proc/[0-9]*/environ)
  for file in $marked; do
    pid=\${file#/proc/}
    kill -s KILL -- "\${pid%/environ}"
  done
done
set -f
IFS=$newline
for folder in $folders; do
  for attempt in 1 2 3 4 5; do
    rm -rf -- "$folder" && break
    sleep 0.2
  done
done
`;

const endTimeoutMs = 10_000;

/** Starts the watchdog. Throws EnvironmentError if the system can't start a shell. */
export async function startWatchdog(): Promise<Watchdog> {
  const launchPrefix = await parentDeathCommand();
  // Its own session: Ctrl-C in the terminal reaches only us.
  const child = spawn('/bin/sh', ['-c', script], {
    cwd: '/',
    detached: true,
    env: unmarkedEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await started(child);
  const channel = child.stdin as Socket;
  // If it is killed, we continue without it; the kernel's parent-death signal and the next run's sweep remain.
  channel.on('error', () => undefined);
  channel.unref();
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const order = (text: string) => {
    if (channel.writable) channel.write(`${text}\n`);
  };

  return {
    channel,
    launchPrefix,
    guardProcess: (pid) => order(`add ${pid}`),
    releaseProcess: (pid) => order(`remove ${pid}`),
    guardMarked: (variable) => order(`mark ${variable}`),
    guardFolder(path) {
      if (path.includes('\n'))
        throw new EnvironmentError(
          `The path ${JSON.stringify(path)} contains a line break. Choose another temporary folder with TMPDIR.`,
        );
      order(`folder ${path}`);
    },
    releaseFolder: (path) => order(`forget-folder ${path}`),
    async [Symbol.asyncDispose]() {
      channel.end();
      child.ref();
      const patience = new AbortController();
      await Promise.race([ended, pause(endTimeoutMs, patience.signal)]);
      patience.abort();
      child.unref();
    },
  };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(
        new EnvironmentError(`/bin/sh could not be started: ${error.message}. Servers can't be guarded without it.`),
      );
    });
  });
}
