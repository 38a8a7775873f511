import { cacheAside } from './cache-aside.js';
import type { PatternDefinition } from './pattern.js';

/** The application only calls the cache's library, which reads and writes the origin as in `cache-aside`. */
export const readThrough: PatternDefinition = {
  ...cacheAside,
  summary: 'As cache-aside, behind one call of a library: the same commands and requests, and thus the same figures.',
};
