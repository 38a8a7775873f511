import { readFile, readlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { parseJson } from '../model/parse-json.js';
import { runTool } from './run-tool.js';

const identitySchema = z.strictObject({
  pid: z.int().positive(),
  /** Distinguishes a process from a later one with the same pid. */
  startedAt: z.string().min(1),
  /** Where the pid is valid: a pid from another container means nothing here. */
  namespace: z.string().min(1),
});

/** Identifies one process of this machine permanently, although pids are reused. */
type ProcessIdentity = z.infer<typeof identitySchema>;

/** `unknown`: it belongs to another container or machine, invisible from here. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** Writes this process's identity into a file; fails with EEXIST if `exclusive` and the file exists. */
export async function writeOwner(file: string, options: { readonly exclusive: boolean }): Promise<void> {
  const identity: ProcessIdentity = {
    pid: process.pid,
    startedAt: (await startOf(process.pid)) ?? 'unknown',
    namespace: await pidNamespace(),
  };
  await writeFile(file, JSON.stringify(identity), { flag: options.exclusive ? 'wx' : 'w' });
}

/** Whether the process identified in `file` is alive; also `unknown` if the file can't be read or parsed. */
export async function ownerLiveness(file: string): Promise<Liveness> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = identitySchema.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.namespace !== (await pidNamespace())) return 'unknown';
  return (await startOf(parsed.data.pid)) === parsed.data.startedAt ? 'alive' : 'dead';
}

/** When a process started, in the system's format; undefined if it is gone, or a zombie. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    const ticks = text === undefined ? undefined : parseProcessStat(text)?.startTicks;
    return ticks?.toString();
  }
  const answer = await runTool('ps', ['-o', 'lstart=', '-p', String(pid)], { timeoutMs: 5000 });
  return answer.stdout.trim() || undefined;
}

interface ProcessStat {
  readonly pid: number;
  /** The pid of the leader of its process group. */
  readonly group: number;
  /** Its start, in clock ticks since boot. */
  readonly startTicks: bigint;
}

/**
 * Parses `/proc/<pid>/stat`; undefined for a zombie, and for other text. The command in parentheses may contain anything, so
 * fields count from its last `)`. Source: proc(5), fields 1, 3, 5 and 22.
 */
export function parseProcessStat(stat: string): ProcessStat | undefined {
  const pid = /^\d+/.exec(stat)?.[0];
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const start = fields[19];
  if (pid === undefined || start === undefined || !/^\d+$/.test(start) || state === 'Z' || state === 'X')
    return undefined;
  return { pid: Number(pid), group: Number(group), startTicks: BigInt(start) };
}

async function pidNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => hostname());
}
