/** Every language on the wire, in a sentence each: two of Redis and Valkey, two of Memcached. */
export const protocols = {
  resp2: 'What Redis and Valkey have always spoken.',
  resp3: 'What Redis 6 and Valkey speak as well, with more types.',
  meta: "Memcached's meta commands, from 1.6 on.",
  text: "Memcached's classic commands.",
} as const;
export type Protocol = keyof typeof protocols;
