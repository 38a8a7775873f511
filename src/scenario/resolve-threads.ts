/**
 * The number of worker threads for `threads: auto`. With two or more processors, one is left to the servers. In closed loop,
 * four threads saturate the servers of a single machine; at a fixed rate, one thread can easily issue 20,000 a second, and
 * more threads would only take time from the servers. Every thread has at least one connection.
 */
export function resolveThreads(ratePerSecond: number | null, connections: number, cpuCount: number): number {
  const spare = Math.max(1, cpuCount - 1);
  const wanted = ratePerSecond === null ? mostInClosedLoop : Math.ceil(ratePerSecond / ratePerThread);
  return Math.max(1, Math.min(spare, wanted, connections));
}

const mostInClosedLoop = 4;
const ratePerThread = 20_000;
