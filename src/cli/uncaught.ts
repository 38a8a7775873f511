import type { SignalSource } from './host.js';

export interface UncaughtExceptions extends Disposable {
  /** Aborts at the first, with it as the reason. */
  readonly signal: AbortSignal;
  /** The first; undefined while there was none. */
  first(): Error | undefined;
}

/**
 * Turns exceptions that nobody caught (rejected promises too) into one abort, until disposed: what was measured until then
 * is still saved, servers are stopped in order, and the error is told as any other. Else Node would end us at once.
 */
export function abortOnUncaught(source: SignalSource): UncaughtExceptions {
  const controller = new AbortController();
  let first: Error | undefined;
  const listener = (thrown: unknown) => {
    first ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    controller.abort(first);
  };
  source.on('uncaughtException', listener);
  return {
    signal: controller.signal,
    first: () => first,
    [Symbol.dispose]: () => void source.off('uncaughtException', listener),
  };
}
