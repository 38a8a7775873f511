import { startAttached } from '../engine/attached-command.js';
import { canRun } from '../engine/find-program.js';
import { startWatchdog } from '../engine/watchdog.js';
import { UsageError } from '../errors/errors.js';

/** A command with its arguments, without a shell. */
export type CommandLine = readonly [program: string, ...words: string[]];

/** Throws UsageError if there is no such command, before a cluster is started for it. */
export async function requireCommand([program]: CommandLine, environment: NodeJS.ProcessEnv): Promise<void> {
  if (await canRun(program, environment)) return;
  throw new UsageError(
    `There is no command ${JSON.stringify(program)} on PATH, and no such executable file. Nothing was started.`,
  );
}

/**
 * Runs a command beside a cluster and returns its exit code, 128 + n for a signal. `forward` passes the signals that we
 * receive on. When `signal` aborts, the command is ended. It can't outlive us, whatever ends us.
 */
export async function runInside(
  command: CommandLine,
  environment: Readonly<Record<string, string>>,
  {
    forward,
    isInteractive,
    signal,
  }: {
    readonly forward: (send: (name: NodeJS.Signals) => void) => Disposable;
    /** Whether it shares a terminal with us. */
    readonly isInteractive: boolean;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  await using watchdog = await startWatchdog();
  const early: NodeJS.Signals[] = [];
  let send = (name: NodeJS.Signals): unknown => early.push(name);
  using _forwarding = forward((name) => send(name));
  await using running = await startAttached(command, environment, { watchdog, isInteractive });
  ({ send } = running);
  early.forEach(send);
  const end = () => void running[Symbol.asyncDispose]();
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  return await running.exitCode;
}
