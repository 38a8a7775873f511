import { z } from 'zod';
import { type Hashing, hashings } from '../model/hashing/placement.js';
import type { NodesPlan } from './nodes-plan.js';
import type { OwnOptions } from './own-options.js';

/** How clients of a memcached pool find the server of a key. */
export interface PoolOptions {
  readonly hashing: Hashing;
  /** Whether clients distribute a lost server's keys over the others. */
  readonly ejectLost: boolean;
}
export type PoolPlan = NodesPlan & PoolOptions;

export const poolSchema = z.strictObject({
  hashing: z
    .enum(hashings)
    .default('ketama')
    .describe('How clients of a memcached pool find the server of a key, as in libmemcached.'),
  ejectLost: z
    .boolean()
    .default(false)
    .describe(
      'Whether clients of a memcached pool distribute the keys of a lost server over the others until it is back (AUTO_EJECT_HOSTS of libmemcached); otherwise they fail.',
    ),
});

export const poolOptions: OwnOptions<PoolOptions, z.output<typeof poolSchema>> = {
  schema: poolSchema,
  plan: ({ hashing, ejectLost }) => ({ hashing, ejectLost }),
};
