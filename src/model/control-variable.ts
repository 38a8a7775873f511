/** The environment variable with the URL of the control Redis, which keeps its password off command lines. */
export const controlVariable = 'CACHE_BENCH_CONTROL';
