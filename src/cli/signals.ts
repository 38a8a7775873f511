import type { SignalSource } from './host.js';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a terminal sends to all programs in front; the last concerns the size of its window. */
const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGWINCH'];
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', ...fromTerminal] as const;

/** Passes signals on instead of ending by them, until disposed. `isInteractive`: the terminal has already sent its own. */
export function forwardSignals(
  source: SignalSource,
  send: (name: NodeJS.Signals) => void,
  isInteractive: boolean,
): Disposable {
  const listeners = forwarded.map((name) => ({
    name,
    listener: () => {
      if (!isInteractive || !fromTerminal.includes(name)) send(name);
    },
  }));
  for (const { name, listener } of listeners) source.on(name, listener);
  return {
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}

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
