import { monotonicMs } from './monotonic.js';

/** Resolves after `delayMs` milliseconds, or immediately when `signal` aborts; it never rejects. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  const endMs = monotonicMs() + delayMs;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    let timer: NodeJS.Timeout;
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    // A timer drops fractions and counts from the start of its event loop turn, so it may fire too early.
    const look = () => {
      const leftMs = endMs - monotonicMs();
      if (leftMs <= 0) finish();
      else timer = setTimeout(look, Math.ceil(leftMs));
    };
    timer = setTimeout(look, Math.max(0, Math.ceil(delayMs)));
    signal?.addEventListener('abort', finish, { once: true });
  });
}

interface WaitOptions {
  readonly timeoutMs: number;
  readonly pollMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until `condition` returns something other than `undefined`, polling every `pollMs`. Returns `undefined` if
 * `timeoutMs` passes or `signal` aborts first. Errors from `condition` propagate.
 */
export async function waitFor<T>(
  condition: () => T | undefined | Promise<T | undefined>,
  options: WaitOptions,
): Promise<T | undefined> {
  const endMs = monotonicMs() + options.timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined) return found;
    if (options.signal?.aborted || monotonicMs() >= endMs) return undefined;
    await pause(options.pollMs, options.signal);
  }
}

/** Waits likewise until `condition` is true; returns whether it was in time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, options: WaitOptions): Promise<boolean> {
  return (await waitFor(async () => ((await condition()) ? true : undefined), options)) === true;
}

/** The result of `work`, or undefined if it takes longer than `timeoutMs`; its later outcome is ignored. */
export async function atMost<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const over = new AbortController();
  work.catch(() => {});
  try {
    return await Promise.race([work, pause(timeoutMs, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}

/** The result of `work`, or undefined if `signal` aborts first; its later outcome is ignored. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abandon = () => resolve(undefined);
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
