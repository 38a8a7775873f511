import { createRequire } from 'node:module';

/** The parts of ioredis that its fork has as well. */
export type IoredisLibrary = Pick<typeof import('ioredis'), 'Redis' | 'Cluster' | 'Command'>;

const require = createRequire(import.meta.url);

/** Loads ioredis on first use: it takes 100 ms that workers with another driver don't need. */
export function ioredis(): IoredisLibrary {
  return require('ioredis') as IoredisLibrary;
}

export function ioredisVersion(): string {
  return (require('ioredis/package.json') as { readonly version: string }).version;
}
