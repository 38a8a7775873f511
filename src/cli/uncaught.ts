import type { SignalSource } from './host.js';

export interface UncaughtExceptions extends Disposable {
  /** Aborts on the first exception, with it as the reason. */
  readonly signal: AbortSignal;
  /** The first exception; undefined if there was none. */
  first(): Error | undefined;
}

/**
 * Turns uncaught exceptions (including rejected promises) into one abort, until disposed: what has been measured is still
 * saved, servers are stopped in order, and the error is reported like any other. Otherwise Node would exit immediately.
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
