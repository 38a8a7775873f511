import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { createRows, type HttpRows, hideUser, readTimeMs, removeRows } from '../http/http-rows.js';
import type { Origin, OriginContext } from '../origin.js';
import { poolLimits } from '../pool-options.js';
import type { ExistingOptions } from './existing-options.js';

/** Writes the rows of the run to the user's API, under keys that nobody else uses. Throws EnvironmentError. */
export async function openHttpOrigin(
  options: ExistingOptions,
  { rows, valueBytes, runTag }: OriginContext,
): Promise<Origin> {
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
