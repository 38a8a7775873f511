import { runTool } from './run-tool.js';

const command = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

/**
 * The command prefix that makes the kernel kill a program when the thread that started it ends (Linux, util-linux's
 * setpriv); empty if unavailable. It execs the program, so the pid stays the same. Source: prctl(2), PR_SET_PDEATHSIG; the
 * signal survives an execve of a program without set-user-id.
 */
export async function parentDeathCommand(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const [program, ...parameters] = command;
  // Busybox has a setpriv without this option.
  const trial = await runTool(program, [...parameters, 'true'], { timeoutMs: 2000 });
  return trial.failure === undefined ? command : [];
}
