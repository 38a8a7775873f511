import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { isKeyOf } from '../../model/table.js';
import { createRows, type HttpRows, hideUser, readTimeMs, removeRows } from '../http/http-rows.js';
import type { Origin, OriginContext, OriginDefinition } from '../origin.js';
import { poolLimits } from '../pool-options.js';
import type { ExistingOptions } from './existing-options.js';
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

/** Writes the rows of the run to the user's API, under keys that nobody else uses. Throws EnvironmentError. */
async function openHttpOrigin(options: ExistingOptions, { rows, valueBytes, runTag }: OriginContext): Promise<Origin> {
  const { url } = options;
  if (!url.includes('{key}'))
    throw new EnvironmentError(
      `The origin ${hideUser(url)} has no {key}, so every request would go to the same resource.`,
    );
  const own: HttpRows = { url, keyPrefix: `cache-bench-${runTag}-`, rows, valueBytes };
  const startMs = monotonicMs();
  let mayHaveRows = false;
  try {
    await createRows(own, () => {
      mayHaveRows = true;
    });
  } catch (error) {
    if (mayHaveRows) await removeRows(own).catch(() => undefined);
    throw error;
  }
  return {
    version: null,
    readyMs: monotonicMs() - startMs,
    connection: { protocol: 'rest', readUrl: url, writeUrl: url, keyPrefix: own.keyPrefix, ...poolLimits(options) },
    counts: async () => null,
    isServing: async () => true,
    readTimeMs: () => readTimeMs(url, `${own.keyPrefix}none`),
    [Symbol.asyncDispose]: () => removeRows(own),
  };
}
