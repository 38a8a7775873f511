import { EnvironmentError } from '../../errors/errors.js';
import { isKeyOf } from '../../model/table.js';
import type { OriginDefinition } from '../origin.js';
import { openHttpOrigin } from './existing-http.js';
import { existingOptions } from './existing-options.js';
import { openPostgresOrigin } from './existing-postgres.js';

/** A database or API of the user: gets a table or keys of its own, which are removed afterwards. */
export const existing: OriginDefinition = {
  summary: 'Your own PostgreSQL or HTTP API: only a table or keys of the run are touched, and removed afterwards.',
  options: existingOptions,
  can: [],
  async start(given, context) {
    const parsed = existingOptions.parse(given);
    const scheme = /^([a-z]+):\/\//.exec(parsed.url)?.[1] ?? '';
    if (!isKeyOf(openers, scheme))
      throw new EnvironmentError('origin.url must start with postgres://, http:// or https://.');
    return await openers[scheme](parsed, context);
  },
};

/** By the scheme of the URL. */
const openers = {
  postgres: openPostgresOrigin,
  postgresql: openPostgresOrigin,
  http: openHttpOrigin,
  https: openHttpOrigin,
} as const;
