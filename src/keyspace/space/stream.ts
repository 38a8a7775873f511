import { observeLength } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const stream: SpaceDefinition = {
  requestToRead: (name) => ['XLEN', name],
  observe: observeLength,
  // The third word of XADD is the ID.
  isTapped: false,
};
