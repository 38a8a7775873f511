import { EnvironmentError } from '../../errors/errors.js';
import { isKeyOf } from '../../model/table.js';
import type { OriginDefinition } from '../origin.js';
import { openHttpOrigin } from './existing-http.js';
import { existingOptions } from './existing-options.js';
import { openPostgresOrigin } from './existing-postgres.js';

/** The user's own database or API: the run adds a table or keys to it, and removes them afterwards. */
export const existing: OriginDefinition = {
  summary: 'Your own PostgreSQL or HTTP API: the run touches only its own table or keys, and removes them afterwards.',
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
