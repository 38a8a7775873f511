import { closed, closedLoop } from './closed.js';
import { constant } from './constant.js';
import type { Pacer, PacerDefinition, PacerShare, ParsedPacer } from './pacer.js';
import { poisson } from './poisson.js';
import { ramp } from './ramp.js';
import { staircase } from './staircase.js';

/** All pacers, by name. */
export const pacers = {
  constant,
  poisson,
  ramp,
  staircase,
  closed,
} as const satisfies Record<string, PacerDefinition>;
type PacerName = keyof typeof pacers;

/** Parses a pacer such as `ramp:1k`; returns a string describing the error if it is invalid. */
export function parsePacer(text: string): ParsedPacer | string {
  const [name = '', ...parameters] = text.split(':');
  if (!Object.hasOwn(pacers, name)) return `unknown pacer "${name}"; known are ${Object.keys(pacers).join(', ')}`;
  return pacers[name as PacerName].parse(parameters);
}

/** The pacer of one worker. A rate of max (null) is closed loop. Throws if the pacer's text is invalid. */
export function pacerFor(share: PacerShare): Pacer {
  const { ratePerSecond } = share;
  return ratePerSecond === null ? closedLoop : parsedOrThrow(share).create({ ...share, ratePerSecond });
}

/** The plan of all workers together, averaged for random pacers. */
export function averagePlan(whole: Omit<PacerShare, 'workerIndex' | 'workerCount'>): Pacer {
  const { ratePerSecond } = whole;
  if (ratePerSecond === null) return closedLoop;
  const { create, onAverage = create } = parsedOrThrow(whole);
  return onAverage({ ...whole, ratePerSecond, workerIndex: 0, workerCount: 1 });
}

function parsedOrThrow({ pacer }: { readonly pacer: string }): ParsedPacer {
  const parsed = parsePacer(pacer);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}
