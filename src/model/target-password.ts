/** The environment variable that may hold the password of a target: a command line can be read by everybody on the machine. */
export const targetPasswordVariable = 'CACHE_BENCH_TARGET_PASSWORD';
