/** Exit codes of every command, with their documentation. Source: DESIGN, "The command line". */
export const exitCodes = {
  pass: { code: 0, meaning: 'Every gate passed.' },
  internal: { code: 1, meaning: 'A bug in cache-bench.' },
  usage: { code: 2, meaning: 'Usage error or invalid scenario. Nothing was started.' },
  gateFailed: { code: 3, meaning: 'A gate failed.' },
  inconclusive: { code: 4, meaning: 'No verdict: saturated, no data, or not converged.' },
  environment: { code: 5, meaning: 'This machine cannot run it: no engine, port taken, fault unsupported.' },
  interrupted: { code: 130, meaning: 'Interrupted. The results so far are still reported.' },
} as const;

/**
 * An error that ends a command with a known exit code. The message states what happened, why, and what to do. It carries the
 * code twice because oclif reads `oclif.exit`, and exits 1 with `--json` without it.
 */
export abstract class CacheBenchError extends Error {
  abstract readonly exitCode: number;

  get oclif(): { exit: number } {
    return { exit: this.exitCode };
  }
}

/** Wrong arguments or an invalid scenario; nothing was started. Exit code 2. */
export class UsageError extends CacheBenchError {
  override readonly name = 'UsageError';
  readonly exitCode = exitCodes.usage.code;
}

/** This machine can't run the request: no engine, a port taken, a server that won't start. Exit code 5. */
export class EnvironmentError extends CacheBenchError {
  override readonly name = 'EnvironmentError';
  readonly exitCode = exitCodes.environment.code;
}

/** A bug in cache-bench: a violated invariant. Exit code 1. */
export class InternalError extends CacheBenchError {
  override readonly name = 'InternalError';
  readonly exitCode = exitCodes.internal.code;
}

/** The user or the system requested a stop. Exit code 130. */
export class InterruptedError extends CacheBenchError {
  override readonly name = 'InterruptedError';
  readonly exitCode = exitCodes.interrupted.code;
}
