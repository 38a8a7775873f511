import { z } from 'zod';
import { EnvironmentError } from '../../errors/errors.js';
import type { OriginDefinition } from '../origin.js';
import { poolOptions } from '../pool-options.js';
import { openHttpOrigin } from './existing-http.js';
import { openPostgresOrigin } from './existing-postgres.js';

const options = z.strictObject({
  ...poolOptions,
  url: z
    .string()
    .describe(
      'Your PostgreSQL (postgres://USER@HOST:PORT/DATABASE?sslmode=require), or the URL of an HTTP API with {key} for the key, ' +
        'which answers GET, PUT and DELETE. The password may be in CACHE_BENCH_ORIGIN_PASSWORD instead.',
    ),
});
export type ExistingOptions = z.infer<typeof options>;

/** A database or API of the user: gets a table or keys of its own, which are removed afterwards. */
export const existing: OriginDefinition = {
  summary: 'Your own PostgreSQL or HTTP API: only a table or keys of the run are touched, and removed afterwards.',
  options,
  can: [],
  async start(given, context) {
    const parsed = options.parse(given);
    const scheme = /^([a-z]+):\/\//.exec(parsed.url)?.[1];
    if (scheme === 'postgres' || scheme === 'postgresql') return await openPostgresOrigin(parsed, context);
    if (scheme === 'http' || scheme === 'https') return await openHttpOrigin(parsed, context);
    throw new EnvironmentError('origin.url must start with postgres://, http:// or https://.');
  },
};
