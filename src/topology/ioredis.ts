import { createRequire } from 'node:module';

type IoRedis = typeof import('ioredis');

const require = createRequire(import.meta.url);

/** ioredis, read when it is first needed: it takes a tenth of a second, in which the first servers can start already. */
export function ioredis(): IoRedis {
  return require('ioredis') as IoRedis;
}
