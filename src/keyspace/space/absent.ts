import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

/** What a cache holds for rows that don't exist: never audited, so never read back. */
export const absent: SpaceDefinition = { observe: observeStamp, isTapped: false };
