import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../engine/cache-folder.js';
import { makePrivateFolder } from '../../engine/make-private-folder.js';
import { runTool, type ToolResult } from '../../engine/run-tool.js';
import { serverCommand } from '../../engine/server-command.js';
import type { ProcessUser } from '../../engine/server-process.js';
import { trustProblem } from '../../engine/trust-problem.js';
import type { Watchdog } from '../../engine/watchdog.js';
import { EnvironmentError } from '../../errors/errors.js';
import { type PostgresBinary, userFolder } from './server-user.js';

/** The role that initdb creates. */
export const adminRole = 'cache_bench_admin';

const initdbTimeoutMs = 120_000;
const copyTimeoutMs = 60_000;

export interface TemplateContext {
  readonly binary: PostgresBinary;
  readonly user: ProcessUser | undefined;
  readonly watchdog: Watchdog;
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Fills `<folder>/data` with a new database cluster and returns the password of its admin. initdb takes seconds, so its
 * result is kept in the cache folder and copied, if that folder can be written. Throws EnvironmentError and InterruptedError.
 */
export async function createDatabase(folder: string, context: TemplateContext): Promise<string> {
  const { binary, user, environment, signal } = context;
  const templates = join(cacheFolder(environment), 'templates');
  const template = join(templates, `postgres-${binary.version}`);
  // An unusable cache folder costs time and no run: `initialize` reports it.
  await makePrivateFolder(templates).catch(() => {});
  const doubt = await trustProblem([dirname(templates), templates, template]);
  if (doubt !== undefined) throw new EnvironmentError(doubt);
  const password = await readFile(join(template, passwordName), 'utf8').catch(() => undefined);
  if (password === undefined) return await initialize(folder, templates, template, context);

  const data = join(folder, dataName);
  await copy(join(template, dataName), data, signal);
  if (user !== undefined) await changeOwner(data, user, signal);
  return password;
}

const dataName = 'data';
const passwordName = 'password';

async function initialize(folder: string, templates: string, template: string, context: TemplateContext) {
  const { user, onProgress, signal } = context;
  onProgress('postgres: creating the template of its databases, once');
  const password = randomBytes(16).toString('hex');
  const passwordFolder = await userFolder(folder, 'initdb', user);
  await runInitdb(join(folder, dataName), passwordFolder, password, context);
  await keepTemplate(folder, templates, template, password, context).catch((error: unknown) => {
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    onProgress(`postgres: the template could not be kept, so that each run creates its own (${reason})`);
  });
  return password;
}

async function keepTemplate(
  folder: string,
  templates: string,
  template: string,
  password: string,
  { user, watchdog, signal }: TemplateContext,
): Promise<void> {
  const staging = join(templates, `.staging-${randomUUID()}`);
  watchdog.guardFolder(staging);
  try {
    await mkdir(staging, { mode: 0o700 });
    await copy(join(folder, dataName), join(staging, dataName), signal);
    if (user !== undefined) await changeOwner(join(staging, dataName), { uid: 0, gid: 0 }, signal);
    await writeFile(join(staging, passwordName), password, { mode: 0o600 });
    // Another process may have created one meanwhile; then ours is not needed.
    await rename(staging, template).catch(() => undefined);
  } finally {
    await rm(staging, { recursive: true, force: true });
    watchdog.releaseFolder(staging);
  }
}

async function runInitdb(
  data: string,
  passwordFolder: string,
  password: string,
  { binary, user, signal }: TemplateContext,
): Promise<void> {
  const passwordFile = join(passwordFolder, passwordName);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const initdb = join(dirname(await realpath(binary.path)), 'initdb');
  const { command, parameters, environment } = serverCommand({ ...binary, path: initdb }, [
    ...['-D', data, '-U', adminRole, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--locale=C', '--encoding=UTF8', '--no-sync', '--wal-segsize=4'],
  ]);
  const result = await runTool(command, parameters, {
    timeoutMs: initdbTimeoutMs,
    environment: { ...environment, TZ: 'GMT' },
    folder: dirname(data),
    signal,
    ...(user !== undefined && { user }),
  });
  await rm(passwordFolder, { recursive: true, force: true });
  if (result.failure !== undefined) throw toolFailed('its database could not be created', result);
}

async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  const result = await runTool('cp', ['-R', from, to], { timeoutMs: copyTimeoutMs, signal });
  if (result.failure !== undefined) throw toolFailed(`${from} could not be copied`, result);
}

async function changeOwner(path: string, { uid, gid }: ProcessUser, signal: AbortSignal): Promise<void> {
  const result = await runTool('chown', ['-R', `${uid}:${gid}`, path], { timeoutMs: copyTimeoutMs, signal });
  if (result.failure !== undefined) throw toolFailed(`the owner of ${path} could not be changed`, result);
}

function toolFailed(what: string, { failure, stderr }: ToolResult): EnvironmentError {
  const said = stderr.trim().split('\n').slice(-3).join(' ').slice(0, 500);
  return new EnvironmentError(
    `The server postgres did not start: ${what}: ${failure}${said === '' ? '' : ` (${said})`}. ` +
      'Try: check the space in TMPDIR and in the cache folder (CACHE_BENCH_CACHE_DIR)',
  );
}
