import { originAbilities } from '../../origin/abilities.js';
import { type OriginKind, origins } from '../../origin/registry.js';
import type { OriginFaultDefinition } from './origin-fault.js';
import { originKill } from './origin-kill.js';
import { originLimit } from './origin-limit.js';
import { originSlow } from './origin-slow.js';
import { originStop } from './origin-stop.js';

/** All faults of an origin, by their name in a scenario. */
export const originFaults = {
  'origin-kill': originKill,
  'origin-limit': originLimit,
  'origin-slow': originSlow,
  'origin-stop': originStop,
} as const satisfies Record<string, OriginFaultDefinition>;

/** Why a kind of origin can't have a fault; undefined if it can. */
export function originFaultRefusal({ needs }: OriginFaultDefinition, kind: OriginKind): string | undefined {
  return origins[kind].can.includes(needs) ? undefined : originAbilities[needs](kind);
}
