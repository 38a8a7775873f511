import { hashField } from '../../load/operation/hash-field.js';
import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const hash: SpaceDefinition = {
  preload: (name, value) => ({ requests: [['HSET', name, hashField, value]] }),
  requestToRead: (name) => ['HGET', name, hashField],
  observe: observeStamp,
  // The third word of HSET is the field.
  isTapped: false,
};
