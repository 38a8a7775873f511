import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, sep } from 'node:path';
import { waitFor } from '../../../src/clock/wait.js';
import type { Endpoint } from '../../../src/model/node.js';

/** Only catches real leftovers: the watchdog of a killed program acts at once, but the machine may be busy. */
const patienceMs = 30_000;

interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes that run in a folder, or have it in their arguments. */
export async function processesInside(folder: string): Promise<readonly FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const name of (await readdir('/proc')).filter((candidate) => /^\d+$/.test(candidate))) {
    const pid = Number(name);
    if (pid === process.pid) continue;
    const workingFolder = await readlink(`/proc/${name}/cwd`).catch(() => '');
    const command = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
    const isInside = workingFolder === folder || workingFolder.startsWith(folder + sep) || command.includes(folder);
    if (isInside) found.push({ pid, command });
  }
  return found;
}

/** The endpoints of the servers of the run in this temporary folder, from their own configuration. */
export async function serverEndpoints(temporaryFolder: string): Promise<readonly Endpoint[]> {
  const endpoints: Endpoint[] = [];
  for (const file of await readdir(temporaryFolder, { recursive: true })) {
    if (!/(redis|sentinel)\.conf$/.test(file)) continue;
    const text = await readFile(join(temporaryFolder, file), 'utf8');
    const host = /^bind "?([\d.]+)/m.exec(text)?.[1];
    const port = /^port (\d+)/m.exec(text)?.[1];
    if (host !== undefined && port !== undefined) endpoints.push({ host, port: Number(port) });
  }
  return endpoints;
}

/**
 * Waits until nothing of a program is left: no process, no run folder, no open endpoint; otherwise reports what is
 * left.
 */
export async function leftBehind(
  temporaryFolder: string,
  endpoints: readonly Endpoint[] = [],
): Promise<readonly string[]> {
  let left: readonly string[] = [];
  const nothing = async () => {
    left = await look(temporaryFolder, endpoints);
    return left.length === 0 ? true : undefined;
  };
  await waitFor(nothing, { timeoutMs: patienceMs, pollMs: 50 });
  return left;
}

async function look(temporaryFolder: string, endpoints: readonly Endpoint[]): Promise<readonly string[]> {
  const processes = await processesInside(temporaryFolder);
  const folders = await readdir(temporaryFolder);
  const open = await Promise.all(endpoints.map(async (endpoint) => ((await answers(endpoint)) ? [endpoint] : [])));
  return [
    ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
    ...folders.map((name) => `folder ${name}`),
    ...open.flat().map(({ host, port }) => `port ${host}:${port}`),
  ];
}

function answers({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
