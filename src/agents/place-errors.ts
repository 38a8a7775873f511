import { EnvironmentError } from '../errors/errors.js';
import { hostIdentity } from './host-identity.js';
import { loopbackAddresses } from './loopback.js';
import { LostAgentError } from './lost-agent-error.js';
import type { RemotePlan } from './messages.js';
import { type Place, placeName } from './place.js';
import type { SharedClock } from './shared-clock.js';

/** Servers that are reached by a loopback address can't be loaded from another machine. */
export function unreachableError(place: Place, [plan]: readonly RemotePlan[]): EnvironmentError | undefined {
  if (plan === undefined || place.agent?.host === hostIdentity()) return undefined;
  const addresses = loopbackAddresses(plan.view);
  if (addresses.length === 0) return undefined;
  return new EnvironmentError(
    `${placeName(place)} is on another machine, where ${addresses.join(', ')} leads back to itself. ` +
      'Try: --target with addresses that every agent can reach.',
  );
}

export function lostError(place: Place, reason: string): LostAgentError {
  return new LostAgentError(
    `The agent ${placeName(place)} was lost before anything was measured: ${reason}. ` +
      'Try: the same again, or --set agents.onLostAgent=continue to do without it from the warm-up on.',
  );
}

/** An agent has other plans than it was sent, or is too far away to know its clock. */
export function readyError(
  place: Place,
  digest: string,
  { errorMs }: SharedClock,
  mostMs: number,
): EnvironmentError | undefined {
  if (digest !== place.digest)
    return new EnvironmentError(`${placeName(place)} received another plan than was sent to it.`);
  if (errorMs <= mostMs) return undefined;
  return new EnvironmentError(
    `The clock of ${placeName(place)} is only known to within ${errorMs.toFixed(1)} ms, and the limit is ${mostMs} ms. ` +
      'Try: a control Redis closer to the agents, or --set agents.clockError=20ms.',
  );
}
