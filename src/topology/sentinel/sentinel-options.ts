import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { dayMs, durationMs } from '../../units/duration.js';
import { durationField, wholeField } from '../../units/fields.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OwnOptions } from '../own-options.js';

const schema = z.strictObject({
  sentinel: z
    .strictObject({
      count: wholeField(1, 99).default(3).describe('Number of sentinels.'),
      downAfter: durationField(1, dayMs)
        .default('1s')
        .describe('Silence after which a sentinel considers a node down.'),
      failoverTimeout: durationField(1, dayMs)
        .default('5s')
        .describe('Directive failover-timeout: a failed failover is retried after twice this time.'),
      quorum: wholeField(1, 99).default(2).describe('Number of sentinels that must agree that the primary is down.'),
    })
    .prefault({}),
});

const plan = ({ sentinel: { count, downAfter, failoverTimeout, quorum } }: z.output<typeof schema>) => ({
  sentinel: { count, downAfterMs: durationMs(downAfter), failoverTimeoutMs: durationMs(failoverTimeout), quorum },
});
export type SentinelOptions = DeepReadonly<ReturnType<typeof plan>>;
export type SentinelPlan = NodesPlan & SentinelOptions;

export const sentinelOptions: OwnOptions<SentinelOptions, z.output<typeof schema>> = {
  schema,
  plan,
  problem: ({ sentinel: { count, quorum } }) =>
    quorum > count
      ? {
          path: ['sentinel', 'quorum'],
          expected: `a quorum that ${count} sentinels can reach`,
          found: String(quorum),
        }
      : undefined,
};
