import type { FaultDefinition } from './fault.js';
import { hostLoss } from './host-loss.js';
import { killProcess } from './kill-process.js';
import { pauseProcess } from './pause-process.js';
import { zoneLoss } from './zone-loss.js';

/** Every fault, under the word that a scenario uses for it. */
export const faults = {
  'host-loss': hostLoss,
  'kill-process': killProcess,
  'pause-process': pauseProcess,
  'zone-loss': zoneLoss,
} as const satisfies Record<string, FaultDefinition>;
export type FaultName = keyof typeof faults;
