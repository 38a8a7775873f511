import { cacheAside } from './cache-aside.js';
import type { PatternDefinition } from './pattern.js';
import { readThrough } from './read-through.js';
import { refreshAhead } from './refresh-ahead.js';
import { ttlOnly } from './ttl-only.js';
import { writeBehind } from './write-behind.js';
import { writeThrough } from './write-through.js';

/** All patterns, by their name in a scenario. */
export const patterns = {
  'cache-aside': cacheAside,
  'read-through': readThrough,
  'write-through': writeThrough,
  'write-behind': writeBehind,
  'refresh-ahead': refreshAhead,
  'ttl-only': ttlOnly,
} as const satisfies Record<string, PatternDefinition>;
export type PatternKind = keyof typeof patterns;
