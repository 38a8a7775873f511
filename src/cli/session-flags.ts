import { Flags } from '@oclif/core';

/** Which of the clusters that are up is meant. */
export const clusterFlag = Flags.string({
  description: 'The cluster, by its id or a prefix of it; required when several are up.',
  helpValue: 'ID',
});

/** What becomes of nodes that are dead. */
export const recoverFlag = Flags.string({
  description: 'What to do with a dead node: replace it with a new one, restart it, or none.',
  helpValue: 'WAY',
});
