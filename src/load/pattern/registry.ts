import { cacheAside } from './cache-aside.js';
import type { PatternDefinition } from './pattern.js';

/** All patterns, by their name in a scenario. */
export const patterns = { 'cache-aside': cacheAside } as const satisfies Record<string, PatternDefinition>;
export type PatternKind = keyof typeof patterns;
