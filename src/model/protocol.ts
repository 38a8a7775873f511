/** All wire protocols, in one sentence each: two for Redis and Valkey, two for Memcached. */
export const protocols = {
  resp2: 'What Redis and Valkey have always spoken.',
  resp3: 'What Redis 6 and Valkey speak as well, with more types.',
  meta: "Memcached's meta commands, from 1.6 on.",
  text: "Memcached's classic commands.",
} as const;
export type Protocol = keyof typeof protocols;
