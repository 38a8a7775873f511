/** How the client behaves during a failure. The sentence is for documentation and report. */
export const clientPolicies = {
  measured: 'Each command is sent once and settles once; a deadline drops the connection.',
  production: 'As a careful team sets it: failover detection, socket timeout, bounded back-off.',
  application: 'The client library as it comes: it re-sends and queues while offline.',
} as const;
export type ClientPolicy = keyof typeof clientPolicies;
