/** The environment variable for a target's password: every user of the machine can read command lines. */
export const targetPasswordVariable = 'CACHE_BENCH_TARGET_PASSWORD';
