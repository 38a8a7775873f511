import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { dayMs, durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OwnOptions } from '../own-options.js';

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

const plan = ({ cluster: { nodeTimeout, requireFullCoverage } }: z.output<typeof schema>) => ({
  cluster: { nodeTimeoutMs: durationMs(nodeTimeout), requireFullCoverage },
});
export type ClusterOptions = DeepReadonly<ReturnType<typeof plan>>;
export type ClusterPlan = NodesPlan & ClusterOptions;

export const clusterOptions: OwnOptions<ClusterOptions, z.output<typeof schema>> = {
  schema,
  plan,
};
