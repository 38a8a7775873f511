/** The number of mutations that a test tries: a sample, or the number in the environment. */
export const mutationCount = Number(process.env.CACHE_BENCH_MUTATIONS ?? 100);

/** Nobody should wait longer for a response about a file. */
export const mostMs = 5_000;
