import { readFile } from 'node:fs/promises';
import { childrenOf } from './process-state.js';

/** What the kernel counts for a process and everything it started. */
export interface TreeUse {
  /** Of all since they started, including those that ended and were waited for. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** Linux counts CPU time in these for user space, whatever the kernel's own tick. Source: proc(5), sysconf(3). */
const msPerTick = 10;
const pageBytes = 4096;
/** Positions in /proc/<pid>/stat after the name. */
const stat = { userTicks: 11, systemTicks: 12, endedUserTicks: 13, endedSystemTicks: 14, pages: 21 } as const;

/** What a process and its descendants use; undefined if it is gone, or the system has no /proc. */
export async function useOfTree(pid: number): Promise<TreeUse | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  if (text === '') return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(fields[index] ?? 0);
  const own: TreeUse = {
    cpuMs:
      msPerTick * (at(stat.userTicks) + at(stat.systemTicks) + at(stat.endedUserTicks) + at(stat.endedSystemTicks)),
    memoryBytes: pageBytes * at(stat.pages),
  };
  const children = await Promise.all((await childrenOf(pid)).map(useOfTree));
  return children.reduce<TreeUse>(
    (sum, child) => ({
      cpuMs: sum.cpuMs + (child?.cpuMs ?? 0),
      memoryBytes: sum.memoryBytes + (child?.memoryBytes ?? 0),
    }),
    own,
  );
}
