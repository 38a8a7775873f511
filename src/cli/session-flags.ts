import { Flags } from '@oclif/core';

/** Selects one of the running clusters. */
export const clusterFlag = Flags.string({
  description: 'The cluster, by its id or a prefix of it; required when several are up.',
  helpValue: 'ID',
});

/** What happens to dead nodes. */
export const recoverFlag = Flags.string({
  description: 'What to do with a dead node: replace it with a new one, restart it, or none.',
  helpValue: 'WAY',
});
