import { createRequire } from 'node:module';

type IoRedis = typeof import('ioredis');

const require = createRequire(import.meta.url);

/** Loads ioredis on first use: it takes 100 ms, during which the first servers can already start. */
export function ioredis(): IoRedis {
  return require('ioredis') as IoRedis;
}
