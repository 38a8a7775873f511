import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

/** Keys that are written once, and don't exist before the load. */
export const once: SpaceDefinition = { observe: observeStamp, isTapped: true };
