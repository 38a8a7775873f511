/** Limits that keep a typo from exhausting the machine. */
export const bounds = {
  connections: 10_000,
  nodes: 100,
  keys: 50_000_000,
  ratePerSecond: 10_000_000,
  valueBytes: 16 * 1024 ** 2,
  /** Above this, the relay itself is the bottleneck. */
  linkBytesPerSecond: 64 * 1024 ** 2,
} as const;
