import { busyServer } from './busy-server.js';
import { clientPause } from './client-pause.js';
import { emptyRestart } from './empty-restart.js';
import type { FaultDefinition } from './fault.js';
import { flap } from './flap.js';
import { hostLoss } from './host-loss.js';
import { killProcess } from './kill-process.js';
import { loseReplica } from './lose-replica.js';
import { loseSentinels } from './lose-sentinels.js';
import { pauseProcess } from './pause-process.js';
import { plannedFailover } from './planned-failover.js';
import { resetConnections } from './reset-connections.js';
import { stopGracefully } from './stop-gracefully.js';

/** Every fault, under the word that a scenario uses for it. */
export const faults = {
  'busy-server': busyServer,
  'client-pause': clientPause,
  'empty-restart': emptyRestart,
  flap,
  'host-loss': hostLoss,
  'kill-process': killProcess,
  'lose-replica': loseReplica,
  'lose-sentinels': loseSentinels,
  'pause-process': pauseProcess,
  'planned-failover': plannedFailover,
  'reset-connections': resetConnections,
  'stop-gracefully': stopGracefully,
} as const satisfies Record<string, FaultDefinition>;
export type FaultName = keyof typeof faults;
