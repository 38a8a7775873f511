import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { pause } from '../../clock/wait.js';
import { InterruptedError } from '../../errors/errors.js';
import { ownerLiveness, writeOwner } from '../process-identity.js';

const heartbeatMs = 2000;
/** A lock whose owner is invisible from here (another container) is stale if it was not touched for this long. */
const silenceMs = 30_000;
const pollMs = 100;

export interface LockOptions {
  /** Called once if another process holds the lock. */
  readonly onWait: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Takes a lock file, waiting for its current owner; a lock whose owner died is taken over. Disposing releases it. Throws
 * InterruptedError if `signal` aborts while waiting.
 *
 * Two processes can both hold it briefly if they take over the same dead owner's lock at once. So the lock only saves work,
 * and whatever is done under it must be safe without it.
 */
export async function takeInstallLock(file: string, options: LockOptions): Promise<AsyncDisposable> {
  let waiting = false;
  while (!(await create(file))) {
    if (options.signal?.aborted) throw new InterruptedError('Interrupted while another installation was running.');
    if (await isStale(file)) {
      await removeStale(file);
      continue;
    }
    if (!waiting) options.onWait();
    waiting = true;
    await pause(pollMs, options.signal);
  }

  const content = await readFile(file, 'utf8').catch(() => '');
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      const present = await readFile(file, 'utf8').catch(() => undefined);
      if (present === content) await rm(file, { force: true });
    },
  };
}

async function create(file: string): Promise<boolean> {
  try {
    await writeOwner(file, { exclusive: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  const liveness = await ownerLiveness(file);
  if (liveness !== 'unknown') return liveness === 'dead';
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > silenceMs;
}

/** Moves the lock away before checking again, so that a lock taken meanwhile is noticed and restored. */
async function removeStale(file: string): Promise<void> {
  const moved = `${file}.stale-${randomUUID()}`;
  try {
    await rename(file, moved);
  } catch {
    return;
  }
  if (!(await isStale(moved))) {
    const content = await readFile(moved, 'utf8').catch(() => '');
    await writeFile(file, content, { flag: 'wx' }).catch(() => undefined);
  }
  await rm(moved, { force: true });
}
