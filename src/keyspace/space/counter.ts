import { missing } from '../../audit/observation.js';
import { observeLength } from './observe.js';
import type { SpaceDefinition } from './space.js';

export const counter: SpaceDefinition = {
  preload: () => ({ string: '0' }),
  observe: (answer, key) => (answer === null ? missing : observeLength(answer, key)),
  isTapped: true,
};
