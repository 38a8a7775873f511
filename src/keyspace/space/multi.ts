import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

/** Keys of multi-key requests: several strings, which share a hash tag. */
export const multi: SpaceDefinition = {
  preload: (_name, value) => ({ string: value }),
  observe: observeStamp,
  isTapped: true,
};
