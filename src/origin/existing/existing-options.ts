import { z } from 'zod';
import { poolOptions } from '../pool-options.js';

/** The options of an existing origin. */
export const existingOptions = z.strictObject({
  ...poolOptions,
  url: z
    .string()
    .describe(
      'Your PostgreSQL (postgres://USER@HOST:PORT/DATABASE?sslmode=require), or the URL of an HTTP API with {key} for the key, ' +
        'which answers GET, PUT and DELETE. The password may be in CACHE_BENCH_ORIGIN_PASSWORD instead.',
    ),
});
export type ExistingOptions = z.infer<typeof existingOptions>;
