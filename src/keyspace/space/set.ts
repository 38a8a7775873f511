import { observeLength } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const set: SpaceDefinition = {
  requestToRead: (name) => ['SCARD', name],
  observe: observeLength,
  isTapped: true,
};
