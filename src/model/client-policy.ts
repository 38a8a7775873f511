/** How the client behaves during a failure. The sentence is for documentation and report. */
export const clientPolicies = {
  measured: 'Each command is sent once and settles once; a deadline drops the connection.',
  production: "A careful team's settings: failover detection, socket timeout, bounded back-off.",
  application: "The client library's defaults: it re-sends and queues while offline.",
} as const;
export type ClientPolicy = keyof typeof clientPolicies;
