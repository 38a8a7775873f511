import type { Pacer, PacerDefinition } from './pacer.js';

/** Every operation may start immediately; only free connections limit it. */
export const closedLoop: Pacer = {
  closedLoop: true,
  startMs: () => 0,
  countBefore: () => Number.POSITIVE_INFINITY,
};

/** The pacer for a rate of max, and only for that. */
export const closed: PacerDefinition<'closed'> = {
  summary: 'As fast as replies arrive (rate: max); only service time exists.',
  syntax: 'closed',
  parse: (parameters) => (parameters.length > 0 ? 'closed accepts no parameter' : { kind: 'closed' }),
  create: () => closedLoop,
};
