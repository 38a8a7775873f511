import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const psTimeoutMs = 5_000;

/** Whether a process is stopped (SIGSTOP). False if it is running, or gone. */
export async function isStopped(pid: number): Promise<boolean> {
  const state = process.platform === 'linux' ? await stateOnLinux(pid) : await stateByPs(pid);
  return state.startsWith('T');
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
