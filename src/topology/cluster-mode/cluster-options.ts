import { z } from 'zod';
import { dayMs, durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OwnOptions } from '../own-options.js';

export interface ClusterOptions {
  readonly cluster: {
    /** Directive cluster-node-timeout: silence after which a member is considered down. */
    readonly nodeTimeoutMs: number;
    /** Directive cluster-require-full-coverage: whether all shards stop when one has no primary. */
    readonly requireFullCoverage: boolean;
  };
}
export type ClusterPlan = NodesPlan & ClusterOptions;

const schema = z.strictObject({
  cluster: z
    .strictObject({
      nodeTimeout: durationField(1, dayMs)
        .default('1s')
        .describe('Directive cluster-node-timeout: silence after which a member is considered dead.'),
      requireFullCoverage: z
        .boolean()
        .default(false)
        .describe(
          'Directive cluster-require-full-coverage: whether all shards refuse to serve when one has no primary.',
        ),
    })
    .prefault({}),
});

export const clusterOptions: OwnOptions<ClusterOptions, z.output<typeof schema>> = {
  schema,
  plan: ({ cluster: { nodeTimeout, requireFullCoverage } }) => ({
    cluster: { nodeTimeoutMs: durationMs(nodeTimeout), requireFullCoverage },
  }),
};
