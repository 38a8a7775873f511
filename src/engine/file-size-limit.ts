import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors/errors.js';
import { findProgram } from './find-program.js';
import { runTool } from './run-tool.js';

const toolTimeoutMs = 5_000;

/**
 * The size in bytes beyond which no file of a process grows, or `unlimited`; the soft limit. Throws EnvironmentError where the
 * system does not tell (it is read from /proc, on Linux). Source: getrlimit(2), RLIMIT_FSIZE.
 */
export async function readFileSizeLimit(pid: number): Promise<number | 'unlimited'> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  const [, soft] = /^Max file size\s+(\S+)/m.exec(limits) ?? [];
  if (soft === undefined)
    throw new EnvironmentError(
      `The limits of process ${pid} can't be read: that takes Linux, and the process running.`,
    );
  return soft === 'unlimited' ? soft : Number(soft);
}

/**
 * Changes that limit of a running process of ours, without root; the hard limit stays, so it can be taken back. A write beyond
 * it is cut short, and then fails (EFBIG). Throws EnvironmentError where there is no prlimit (util-linux), or it fails.
 */
export async function writeFileSizeLimit(pid: number, limit: number | 'unlimited'): Promise<void> {
  const program = await findProgram('prlimit', process.env);
  if (program === undefined)
    throw new EnvironmentError(
      "The size of files can't be limited: there is no program prlimit on PATH. Try: install util-linux 2.21 or later",
    );
  const { failure, stderr } = await runTool(program, ['--pid', String(pid), `--fsize=${limit}:`], {
    timeoutMs: toolTimeoutMs,
  });
  if (failure !== undefined)
    throw new EnvironmentError(`The size of files of process ${pid} was not limited: ${failure}. ${stderr.trim()}`);
}
