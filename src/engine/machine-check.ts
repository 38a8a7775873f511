import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { CacheBenchError } from '../errors/errors.js';
import { anyVersion } from '../model/engine-request.js';
import { describeNoise, isNoisy } from '../model/machine-noise.js';
import type { ServerName } from '../model/node.js';
import { cacheFolderProblem } from './cache-folder-problem.js';
import { findEngine } from './find-engine.js';
import { pickInstaller } from './install/pick-installer.js';
import { measureNoise } from './measure-noise.js';
import { parentDeathCommand } from './parent-death.js';
import { runTool } from './run-tool.js';
import { temporaryFolder, temporaryFolderProblem } from './temporary-folder.js';

/** One requirement or recommendation of a drill, and whether this machine meets it. */
export interface MachineCheck {
  readonly name: string;
  /** `ok`; `missing`: the default drill can't run; `limited`: it runs, with the restriction named in `advice`. */
  readonly state: 'ok' | 'limited' | 'missing';
  readonly found: string;
  /** What to do; null if nothing. */
  readonly advice: string | null;
}

/** An engine, for the default drill (`required`) or for others. One that can be fetched on demand counts as present. */
export async function checkEngine(
  engine: ServerName,
  required: boolean,
  environment: NodeJS.ProcessEnv,
): Promise<MachineCheck> {
  const state = required ? 'missing' : 'limited';
  try {
    const { found } = await findEngine(anyVersion(engine), environment);
    if (found) return ok(engine, `${found.binary.version} in ${found.binary.path}`);
  } catch (error) {
    if (!(error instanceof CacheBenchError)) throw error;
    return { name: engine, state, found: 'unusable', advice: error.message };
  }
  const installer = await pickInstaller(environment);
  if (installer) {
    const problem = await cacheFolderProblem(environment);
    if (problem !== undefined) return { name: engine, state, found: 'not installed yet', advice: problem };
    const advice = `The first run that needs it tries to fetch it (${installer.tool}, without root, needs the network); or: cache-bench engine install ${engine}`;
    return { name: engine, state: required ? 'ok' : 'limited', found: 'not installed yet', advice };
  }
  return { name: engine, state, found: 'not found', advice: "Install it with your system's package tool." };
}

/** The machine's resources: cores, memory, open files, addresses, signals, temporary folder. */
export async function checkMachine(): Promise<readonly MachineCheck[]> {
  return [
    checkCores(),
    checkMemory(),
    await checkOpenFiles(),
    await checkLoopbackAddresses(),
    await checkSignals(),
    await checkParentDeathSignal(),
    await checkTemporaryFolder(),
  ];
}

/** How busy the machine is with other work, over a second in which we are idle. */
export async function checkNoise(): Promise<MachineCheck> {
  const noise = await measureNoise(noiseSampleMs);
  const found = describeNoise(noise);
  if (!isNoisy(noise)) return ok('noise', found);
  const advice = 'This machine is busy, so latency gates may be unknown. Stop other work, or use a lower --rate.';
  return { name: 'noise', state: 'limited', found, advice };
}

const noiseSampleMs = 1_000;
const neededOpenFiles = 512;
const wantedMemoryBytes = 512 * 1024 * 1024;
/** One address in each zone of the default drill. */
const zoneAddresses = ['127.0.1.1', '127.0.2.1', '127.0.3.1'];

function checkCores(): MachineCheck {
  const cores = availableParallelism();
  if (cores >= 2) return ok('cores', String(cores));
  const advice = 'Load and servers share one core, so latency gates may be unknown. Lower --rate.';
  return { name: 'cores', state: 'limited', found: String(cores), advice };
}

function checkMemory(): MachineCheck {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const freeBytes = Math.min(freemem(), limit);
  const found = `${Math.floor(freeBytes / 1024 / 1024)} MiB available`;
  if (freeBytes >= wantedMemoryBytes) return ok('memory', found);
  return {
    name: 'memory',
    state: 'limited',
    found,
    advice: 'Use fewer keys (--keys) or smaller values (--value-size).',
  };
}

async function checkOpenFiles(): Promise<MachineCheck> {
  const limit = await openFileLimit();
  const found = Number.isFinite(limit) ? String(limit) : 'unlimited';
  if (limit >= neededOpenFiles) return ok('open files', found);
  return { name: 'open files', state: 'missing', found, advice: `Allow at least ${neededOpenFiles}: ulimit -n 4096` };
}

/** From the kernel if available, otherwise from the shell; Node has no call for it. */
async function openFileLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => undefined);
  const soft = limits
    ? /^Max open files\s+(\S+)/m.exec(limits)?.[1]
    : (await runTool('/bin/sh', ['-c', 'ulimit -n'], { timeoutMs: 2000 })).stdout.trim();
  return soft === undefined || soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

async function checkLoopbackAddresses(): Promise<MachineCheck> {
  const name = 'loopback addresses';
  const results = await Promise.all(
    zoneAddresses.map(async (address) => ({ address, error: await tryToListen(address) })),
  );
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return ok(name, `${zoneAddresses.join(', ')} are available`);
  const found = failed.map(({ address, error }) => `${address}: ${error}`).join('; ');
  const commands = failed.map(({ address }) => `sudo ifconfig lo0 alias ${address}`).join('; ');
  const advice = process.platform === 'darwin' ? commands : 'Bring up the loopback interface with 127.0.0.0/8.';
  return { name, state: 'missing', found, advice };
}

function tryToListen(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(0, host, () => server.close(() => resolve(undefined)));
  });
}

/** Process faults are signals: stops and kills a process as a test. */
async function checkSignals(): Promise<MachineCheck> {
  const name = 'fault support';
  const child = spawn('/bin/sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await once(child, 'spawn');
    const gone = once(child, 'exit');
    if (child.kill('SIGSTOP') && child.kill('SIGKILL')) {
      await gone;
      return ok(name, 'processes can be paused and killed; links use built-in relays');
    }
    return { name, state: 'missing', found: 'signals are not permitted', advice: 'Run outside this sandbox.' };
  } catch (error) {
    return { name, state: 'missing', found: (error as Error).message, advice: '/bin/sh is required.' };
  } finally {
    child.kill('SIGKILL');
  }
}

async function checkParentDeathSignal(): Promise<MachineCheck> {
  if ((await parentDeathCommand()).length > 0) return ok('setpriv', 'the kernel ends servers with the program');
  const advice = 'Optional: the watchdog also ends servers when the program is killed. util-linux has setpriv.';
  return { name: 'setpriv', state: 'limited', found: 'not found', advice };
}

async function checkTemporaryFolder(): Promise<MachineCheck> {
  const name = 'temporary folder';
  const problem = temporaryFolderProblem(temporaryFolder());
  if (problem !== undefined) return { name, state: 'missing', found: problem, advice: 'Set TMPDIR to another folder.' };
  try {
    const folder = await mkdtemp(join(temporaryFolder(), 'cache-bench-doctor-'));
    await writeFile(join(folder, 'trial'), 'trial');
    await rm(folder, { recursive: true });
    return ok(name, `${temporaryFolder()} is writable`);
  } catch (error) {
    return { name, state: 'missing', found: (error as Error).message, advice: 'Set TMPDIR to a writable folder.' };
  }
}

function ok(name: string, found: string): MachineCheck {
  return { name, state: 'ok', found, advice: null };
}
