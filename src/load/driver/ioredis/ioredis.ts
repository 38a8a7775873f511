import { createRequire } from 'node:module';

type IoRedis = typeof import('ioredis');

const require = createRequire(import.meta.url);

/** ioredis, read when it is first needed: it takes a tenth of a second, which a worker of another driver never needs. */
export function ioredis(): IoRedis {
  return require('ioredis') as IoRedis;
}
