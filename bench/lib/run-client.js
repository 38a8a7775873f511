import { spawnChild } from '../../bin/setup/children.js';
import { collectOutput } from './collect-output.js';
import { pinned } from './pinning.js';

/**
 * Runs a client on its core to completion, and returns the CPU time (user and system) of the whole process, as bash's `time` has it.
 *
 * @param {readonly string[]} command
 * @param {readonly number[]} [accepted] exit codes
 * @returns {Promise<{ stdout: string, stderr: string, cpuSeconds: number, wallSeconds: number }>}
 */
export async function runClient(command, accepted = [0]) {
  const startMs = performance.now();
  const timed = ['-c', 'TIMEFORMAT="cpu-seconds %U %S"; time "$@"', 'bash', ...pinned('client', command)];
  const { stdout, stderr, exitCode } = await collectOutput(spawnChild('bash', timed));
  const wallSeconds = (performance.now() - startMs) / 1000;
  const used = /cpu-seconds ([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  if (exitCode === null || !accepted.includes(exitCode) || !used)
    throw new Error(`${command.join(' ')} exited with ${exitCode}:\n${stdout.slice(0, 2000)}\n${stderr}`);
  return { stdout, stderr, cpuSeconds: Number(used[1]) + Number(used[2]), wallSeconds };
}
