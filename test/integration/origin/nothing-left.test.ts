import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { holds, isRunning } from '../../engine/fixtures/processes.js';

const program = join(import.meta.dirname, '..', '..', 'engine', 'fixtures', 'start-origin.mjs');

it.runIf(process.platform === 'linux')(
  'SIGKILL of the program leaves nothing of its PostgreSQL, even if that is stopped',
  async () => {
    await using folders = await ownFolders();
    const before = sharedSegments();
    const { child, told } = await start([process.execPath, program, 'stopped'], folders.environment);
    expect(told).toMatchObject({ error: null, row: { version: 1, value: 'x'.repeat(10) } });
    const pids = await processesOn(told.port);
    // The postmaster, its helpers, and the client's session.
    expect(pids.length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    for (const pid of pids) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
    expect(await holds(async () => (await readdir(folders.temporary)).length === 0)).toBe(true);
    expect(await holds(() => sharedSegments() <= before)).toBe(true);
    // What is kept for the next run: the template.
    expect(await readdir(join(folders.cache, 'templates'))).toEqual([expect.stringMatching(/^postgres-\d/)]);
  },
);

it('a full disk is one clear error, and nothing is left', async () => {
  await using folders = await ownFolders();
  // No file may exceed 100 kB, which is less than one of initdb's.
  const limited = ['/bin/sh', '-c', `ulimit -f 200; exec "$@"`, 'sh', process.execPath, program];
  const { told } = await start(limited, folders.environment);
  expect(told.error).toMatch(
    /^The server postgres did not start: its database could not be created: .*Try: check the space in TMPDIR/s,
  );
  expect(await readdir(folders.temporary)).toEqual([]);
  expect(await readdir(join(folders.cache, 'templates'))).toEqual([]);
});

it('a PostgreSQL that dies as it starts is one clear error that quotes it, and nothing is left', async () => {
  await using folders = await ownFolders();
  const binary = join(folders.path, 'postgres');
  const version = '[ "$1" = --version ] && echo "postgres (PostgreSQL) 15.99" && exit';
  await writeProgram(binary, `${version}\necho "FATAL:  could not create shared memory segment" >&2\nexit 1`);
  await writeProgram(join(folders.path, 'initdb'), 'mkdir -p "$2"');
  const { told } = await start([process.execPath, program], {
    ...folders.environment,
    CACHE_BENCH_POSTGRES_BINARY: binary,
  });
  expect(told.error).toMatch(/^The server postgres did not start: it exited.*could not create shared memory segment/s);
  expect(await readdir(folders.temporary)).toEqual([]);
});

function writeProgram(path: string, text: string): Promise<void> {
  return writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

interface Told {
  readonly row: unknown;
  readonly port: number;
  readonly error: string | null;
}

/** Starts a program and returns its report. */
async function start([command = '', ...given]: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(command, given, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, told: JSON.parse(line) as Told };
}

/**
 * A temporary folder and a cache for one test, which others can enter but not list, because as root, PostgreSQL runs as
 * nobody.
 */
async function ownFolders() {
  const path = await mkdtemp(join(tmpdir(), 'cb-origin-'));
  execFileSync('chmod', ['711', path]);
  const [temporary, cache] = [join(path, 'tmp'), join(path, 'cache')];
  await mkdir(temporary, { mode: 0o711 });
  return {
    path,
    temporary,
    cache,
    environment: { TMPDIR: temporary, CACHE_BENCH_CACHE_DIR: cache },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** The processes of the PostgreSQL on a port: the one that was started with it, and those it has forked. */
async function processesOn(port: number): Promise<readonly number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const commands = await Promise.all(names.map(async (pid) => [pid, await read(pid, 'cmdline')] as const));
  const [first = ''] = commands.find(([, words]) => words.includes(`\0-p\0${port}\0`)) ?? [];
  const children = await read(first, `task/${first}/children`);
  return [first, ...children.split(' ')].filter(Boolean).map(Number);
}

/** How many shared memory segments the system has. */
function sharedSegments(): number {
  return execFileSync('ipcs', ['-m'], { encoding: 'utf8' }).match(/^0x/gm)?.length ?? 0;
}
