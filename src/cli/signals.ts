import type { SignalSource } from './host.js';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption extends Disposable {
  /** Aborts on the first signal, with its name as the reason. */
  readonly signal: AbortSignal;
  /** The first signal; undefined if there was none. */
  name(): NodeJS.Signals | undefined;
}

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one abort, until disposed. Further signals have no effect: the shutdown started by
 * the first continues, because servers must not be left behind.
 */
export function interruptOnSignals(source: SignalSource = process): Interruption {
  const controller = new AbortController();
  let first: NodeJS.Signals | undefined;
  const listeners = interruptions.map((name) => {
    const listener = () => {
      first ??= name;
      controller.abort(first);
    };
    source.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    name: () => first,
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}
