import { dropReplies } from './drop-replies.js';
import type { FaultDefinition } from './fault.js';
import { hostLoss } from './host-loss.js';
import { killProcess } from './kill-process.js';
import { partition } from './partition.js';
import { pauseProcess } from './pause-process.js';
import { resetLinks } from './reset-links.js';
import { slowLink } from './slow-link.js';
import { slowReplica } from './slow-replica.js';
import { zoneLoss } from './zone-loss.js';

/** Every fault, under the word that a scenario uses for it. */
export const faults = {
  'drop-replies': dropReplies,
  'host-loss': hostLoss,
  'kill-process': killProcess,
  partition,
  'pause-process': pauseProcess,
  'reset-connections': resetLinks,
  'slow-link': slowLink,
  'slow-replica': slowReplica,
  'zone-loss': zoneLoss,
} as const satisfies Record<string, FaultDefinition>;
export type FaultName = keyof typeof faults;
