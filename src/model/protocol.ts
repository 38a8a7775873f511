/** All wire protocols, in one sentence each: two for Redis and Valkey, three for Memcached. */
export const protocols = {
  resp2: 'The original protocol of Redis and Valkey.',
  resp3: 'The newer protocol of Redis 6 and Valkey, with more types.',
  meta: "Memcached's meta commands, from 1.6 on.",
  text: "Memcached's classic commands.",
  binary: "Memcached's binary protocol, which is deprecated; only with driver memjs.",
} as const;
export type Protocol = keyof typeof protocols;
