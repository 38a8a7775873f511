import type { PacerName, Pacing } from '../../model/pacing.js';
import { isKeyOf } from '../../model/table.js';
import { closed, closedLoop } from './closed.js';
import { constant } from './constant.js';
import type { OpenShare, Pacer, PacerDefinition, PacerShare } from './pacer.js';
import { poisson } from './poisson.js';
import { ramp } from './ramp.js';
import { staircase } from './staircase.js';

/** All pacers, by name. */
export const pacers: { readonly [Name in PacerName]: PacerDefinition<Name> } = {
  constant,
  poisson,
  ramp,
  staircase,
  closed,
};

/** Parses a pacer such as `ramp:1k`; returns a string describing the error if it is invalid. */
export function parsePacer(text: string): Pacing | string {
  const [name = '', ...parameters] = text.split(':');
  if (!isKeyOf(pacers, name)) return `unknown pacer "${name}"; known: ${Object.keys(pacers).join(', ')}`;
  return pacers[name].parse(parameters);
}

/** The pacer of one worker. A rate of max (null) is closed loop. */
export function pacerFor(share: PacerShare): Pacer {
  const { ratePerSecond, pacer } = share;
  return ratePerSecond === null ? closedLoop : created(pacer, { ...share, ratePerSecond });
}

/** The plan of all workers together, averaged for random pacers. */
export function averagePlan(whole: Omit<PacerShare, 'workerIndex' | 'workerCount'>): Pacer {
  const { ratePerSecond, pacer } = whole;
  if (ratePerSecond === null) return closedLoop;
  return onAverage(pacer, { ...whole, ratePerSecond, workerIndex: 0, workerCount: 1 });
}

function created<Name extends PacerName>(pacing: Pacing<Name>, share: OpenShare): Pacer {
  return pacers[pacing.kind].create(pacing, share);
}

function onAverage<Name extends PacerName>(pacing: Pacing<Name>, share: OpenShare): Pacer {
  const { create, onAverage = create } = pacers[pacing.kind];
  return onAverage(pacing, share);
}
