import { monotonicMs } from './monotonic.js';

/** Resolves after `delayMs` milliseconds, or at once when `signal` aborts; it never rejects. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    // A timer drops fractions, and would fire too early.
    const timer = setTimeout(finish, Math.max(0, Math.ceil(delayMs)));
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/**
 * Waits until `condition` gives something other than `undefined`, looking every `pollMs`.
 * Gives `undefined` when `timeoutMs` passed or `signal` aborted first. What `condition` throws is thrown on.
 */
export async function waitFor<T>(
  condition: () => T | undefined | Promise<T | undefined>,
  options: { readonly timeoutMs: number; readonly pollMs: number; readonly signal?: AbortSignal },
): Promise<T | undefined> {
  const endMs = monotonicMs() + options.timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined) return found;
    if (options.signal?.aborted || monotonicMs() >= endMs) return undefined;
    await pause(options.pollMs, options.signal);
  }
}
