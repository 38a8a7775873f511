/** How many mutations a test tries: a sample, or as many as the environment asks for. */
export const mutationCount = Number(process.env.CACHE_BENCH_MUTATIONS ?? 100);

/** No person waits longer for an answer about a file. */
export const mostMs = 5_000;
