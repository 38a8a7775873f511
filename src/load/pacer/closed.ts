import type { PacerDefinition } from './pacer.js';

/** As fast as replies come: every operation may start at once, and only free connections hold it back. */
export const closed: PacerDefinition = {
  summary: 'As fast as replies come; only service time exists.',
  create: () => ({ closedLoop: true, startMs: () => 0, countBefore: () => Number.POSITIVE_INFINITY }),
};
