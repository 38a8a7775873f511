import { Flags } from '@oclif/core';

/** Which of the clusters that are up is meant. */
export const clusterFlag = Flags.string({
  description: 'Which cluster, by its id or the beginning of it; needed when several are up.',
  helpValue: 'ID',
});

/** What becomes of nodes that are dead. */
export const recoverFlag = Flags.string({
  description: 'What happens to a dead node: replace (a new one joins), restart, or none.',
  helpValue: 'WAY',
});
