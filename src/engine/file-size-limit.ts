import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors/errors.js';
import { findProgram } from './find-program.js';
import { runTool } from './run-tool.js';

const toolTimeoutMs = 5_000;

/**
 * A process's soft limit on file size in bytes, or `unlimited`. Throws EnvironmentError if the system does not report it (it
 * is read from /proc, on Linux). Source: getrlimit(2), RLIMIT_FSIZE.
 */
export async function readFileSizeLimit(pid: number): Promise<number | 'unlimited'> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  const [, soft] = /^Max file size\s+(\S+)/m.exec(limits) ?? [];
  if (soft === undefined)
    throw new EnvironmentError(
      `The limits of process ${pid} can't be read: this requires Linux and a running process.`,
    );
  return soft === 'unlimited' ? soft : Number(soft);
}

/**
 * Changes that limit for one of our running processes, without root; the hard limit stays, so it can be undone. A write
 * beyond it is cut short, then fails (EFBIG). Throws EnvironmentError if prlimit (util-linux) is missing or fails.
 */
export async function writeFileSizeLimit(pid: number, limit: number | 'unlimited'): Promise<void> {
  const program = await findProgram('prlimit', process.env);
  if (program === undefined)
    throw new EnvironmentError(
      "File sizes can't be limited: there is no program prlimit on PATH. Try: install util-linux 2.21 or later",
    );
  const { failure, stderr } = await runTool(program, ['--pid', String(pid), `--fsize=${limit}:`], {
    timeoutMs: toolTimeoutMs,
  });
  if (failure !== undefined)
    throw new EnvironmentError(`The file size of process ${pid} was not limited: ${failure}. ${stderr.trim()}`);
}
