/**
 * How many worker threads `threads: auto` means. One processor is left to the servers where there are two or more. As fast
 * as replies come, four threads saturate what one machine's servers can do; for a rate, one thread issues 20,000 a second with
 * room to spare, and more would only take time from the servers. No thread is without a connection.
 */
export function resolveThreads(ratePerSecond: number | null, connections: number, cpuCount: number): number {
  const spare = Math.max(1, cpuCount - 1);
  const wanted = ratePerSecond === null ? mostInClosedLoop : Math.ceil(ratePerSecond / ratePerThread);
  return Math.max(1, Math.min(spare, wanted, connections));
}

const mostInClosedLoop = 4;
const ratePerThread = 20_000;
