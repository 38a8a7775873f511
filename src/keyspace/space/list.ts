import { observeLength } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const list: SpaceDefinition = {
  requestToRead: (name) => ['LLEN', name],
  observe: observeLength,
  isTapped: true,
};
