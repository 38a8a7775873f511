import { observeStamp } from './observe.js';
import type { SpaceDefinition } from './space.js';

/** Keys of free commands: never audited, so never read back. */
export const command: SpaceDefinition = {
  preload: (name, value, commands) => ({ requests: commands(name, value) }),
  observe: observeStamp,
  isTapped: true,
};
