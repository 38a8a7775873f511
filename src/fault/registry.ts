import { agentKill } from './agent-kill.js';
import { agentStop } from './agent-stop.js';
import { busyServer } from './busy-server.js';
import { clientPause } from './client-pause.js';
import { connectionStorm } from './connection-storm.js';
import { doubleFailover } from './double-failover.js';
import { dropReplies } from './drop-replies.js';
import { emptyRestart } from './empty-restart.js';
import { exec } from './exec.js';
import { expireHotKey } from './expire-hot-key.js';
import type { FaultDefinition } from './fault.js';
import { fillDisk } from './fill-disk.js';
import { flap } from './flap.js';
import { flush } from './flush.js';
import { hostLoss } from './host-loss.js';
import { killProcess } from './kill-process.js';
import { loseReplica } from './lose-replica.js';
import { loseSentinels } from './lose-sentinels.js';
import { memoryLimit } from './memory-limit.js';
import { originKill } from './origin/origin-kill.js';
import { originLimit } from './origin/origin-limit.js';
import { originSlow } from './origin/origin-slow.js';
import { originStop } from './origin/origin-stop.js';
import { partition } from './partition.js';
import { pauseProcess } from './pause-process.js';
import { plannedFailover } from './planned-failover.js';
import { resetConnections } from './reset-connections.js';
import { rollingRestart } from './rolling-restart.js';
import { slowLink } from './slow-link.js';
import { slowReplica } from './slow-replica.js';
import { stopGracefully } from './stop-gracefully.js';
import { zoneLoss } from './zone-loss.js';

/** All faults, by their name in a scenario. */
export const faults = {
  'agent-kill': agentKill,
  'agent-stop': agentStop,
  'busy-server': busyServer,
  'client-pause': clientPause,
  'connection-storm': connectionStorm,
  'double-failover': doubleFailover,
  'drop-replies': dropReplies,
  'empty-restart': emptyRestart,
  exec,
  'expire-hot-key': expireHotKey,
  'fill-disk': fillDisk,
  flap,
  flush,
  'host-loss': hostLoss,
  'kill-process': killProcess,
  'lose-replica': loseReplica,
  'lose-sentinels': loseSentinels,
  'memory-limit': memoryLimit,
  'origin-kill': originKill,
  'origin-limit': originLimit,
  'origin-slow': originSlow,
  'origin-stop': originStop,
  partition,
  'pause-process': pauseProcess,
  'planned-failover': plannedFailover,
  'reset-connections': resetConnections,
  'rolling-restart': rollingRestart,
  'slow-link': slowLink,
  'slow-replica': slowReplica,
  'stop-gracefully': stopGracefully,
  'zone-loss': zoneLoss,
} as const satisfies Record<string, FaultDefinition>;
export type FaultName = keyof typeof faults;

/** A fault by its name, for code that need not know which one it is. */
export function faultNamed(name: FaultName): FaultDefinition {
  return faults[name];
}
