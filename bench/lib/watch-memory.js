import { readFileSync } from 'node:fs';
import { spawnChild } from '../../bin/setup/children.js';

/**
 * Runs a client and samples its resident memory. Linux only: throws elsewhere.
 *
 * @param {readonly string[]} command
 * @param {number} everyMs
 * @param {readonly number[]} accepted exit codes
 * @returns {Promise<{ stdout: string, samples: readonly { atMs: number, residentBytes: number }[] }>}
 */
export function watchMemory(command, everyMs, accepted) {
  if (process.platform !== 'linux')
    throw new Error('This needs Linux, because it reads the memory of a process from /proc.');
  return new Promise((resolve, reject) => {
    const [program = '', ...given] = command;
    const child = spawnChild(program, given, { stderr: 'inherit' });
    const startMs = performance.now();
    /** @type {{ atMs: number, residentBytes: number }[]} */
    const samples = [];
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    const timer = setInterval(() => {
      // Where the command is taskset, it replaces itself with the program, so the pid is the program's.
      const residentBytes = residentBytesOf(child.pid);
      if (residentBytes !== null) samples.push({ atMs: performance.now() - startMs, residentBytes });
    }, everyMs);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearInterval(timer);
      if (exitCode !== null && accepted.includes(exitCode)) resolve({ stdout, samples });
      else reject(new Error(`${command.join(' ')} exited with ${exitCode}:\n${stdout.slice(0, 2000)}`));
    });
  });
}

/** @param {number | undefined} pid */
function residentBytesOf(pid) {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
