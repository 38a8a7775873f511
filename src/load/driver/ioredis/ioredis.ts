import { createRequire } from 'node:module';

type IoRedis = typeof import('ioredis');

const require = createRequire(import.meta.url);

/** Loads ioredis on first use: it takes 100 ms that workers with another driver don't need. */
export function ioredis(): IoRedis {
  return require('ioredis') as IoRedis;
}

export function ioredisVersion(): string {
  return (require('ioredis/package.json') as { readonly version: string }).version;
}
