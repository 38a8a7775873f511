import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const string: SpaceDefinition = {
  preload: (_name, value) => ({ string: value }),
  observe: observeStamp,
  isTapped: true,
};
