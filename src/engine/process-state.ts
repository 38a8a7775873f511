import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const psTimeoutMs = 5_000;

/** Whether a process is stopped (SIGSTOP). False if it is running, or gone. */
export async function isStopped(pid: number): Promise<boolean> {
  return (await stateOf(pid)).startsWith('T');
}

/** The state of a process, such as `S`; empty if it is gone. */
function stateOf(pid: number): Promise<string> {
  return process.platform === 'linux' ? stateOnLinux(pid) : stateByPs(pid);
}

/** The processes that a process has started and that still exist; a zombie, which a stopped parent can't reap, does not. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
      : (await promisify(execFile)('pgrep', ['-P', String(pid)]).catch(() => ({ stdout: '' }))).stdout;
  const pids = text.split(/\s+/).filter(Boolean).map(Number);
  const states = await Promise.all(pids.map(stateOf));
  return pids.filter((_, index) => /^[^ZX]/.test(states[index] ?? ''));
}

// pid (name) state ...; the name may contain anything, so the state follows the last parenthesis. Source: proc(5).
async function stateOnLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2);
}

async function stateByPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)], {
    timeout: psTimeoutMs,
  }).catch(() => ({ stdout: '' }));
  return stdout.trim();
}
