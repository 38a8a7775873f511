import type { Pacer, PacerDefinition } from './pacer.js';

/** Every operation may start at once, and only free connections hold it back. */
export const closedLoop: Pacer = {
  closedLoop: true,
  startMs: () => 0,
  countBefore: () => Number.POSITIVE_INFINITY,
};

/** What a rate of max means; no other rate can have it. */
export const closed: PacerDefinition = {
  summary: 'As fast as replies come (rate: max); only service time exists.',
  syntax: 'closed',
  parse: (parameters) => (parameters.length > 0 ? 'closed takes no parameter' : { create: () => closedLoop }),
};
