import { observeLength } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const append: SpaceDefinition = {
  preload: () => ({ string: '' }),
  requestToRead: (name) => ['STRLEN', name],
  observe: observeLength,
  isTapped: true,
};
