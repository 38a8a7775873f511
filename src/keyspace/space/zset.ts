import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

/** Never audited, so never read back. */
export const zset: SpaceDefinition = { observe: observeStamp, isTapped: true };
