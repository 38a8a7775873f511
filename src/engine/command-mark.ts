/** The variable by which all that a user's command started is found again, whatever its parent or session has become. */
export const commandMark = 'CACHE_BENCH_COMMAND';

/** The environment of a program that outlives us, and so the command that we may have been started by. */
export function unmarkedEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, [commandMark]: undefined };
}
