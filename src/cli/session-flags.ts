import { Flags } from '@oclif/core';
import { sessionVariable } from '../session/client/client-environment.js';
import type { Host } from './host.js';

/** Selects one of the running clusters. */
export const clusterFlag = Flags.string({
  description: `The cluster, by its id or a prefix of it; required when several are up. Default: ${sessionVariable}, which up sets for a command.`,
  helpValue: 'ID',
});

/** The cluster that a command concerns; undefined: the only one. */
export function meantCluster(
  given: string | undefined,
  { environment }: Pick<Host, 'environment'>,
): string | undefined {
  return given ?? environment[sessionVariable];
}

/** What happens to dead nodes. */
export const recoverFlag = Flags.string({
  description: 'What to do with a dead node: replace it with a new one, restart it, or none.',
  helpValue: 'WAY',
});
