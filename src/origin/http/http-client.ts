import { Agent, request } from 'undici';
import { monotonicMs } from '../../clock/monotonic.js';
import type { OriginAnswer, OriginClient, OriginRow } from '../client.js';
import type { HttpConnection } from '../connection.js';
import { Places } from '../places.js';
import type { SameKeyCounter } from '../same-key-counter.js';
import { httpOutcome, sentRequest } from './http-outcomes.js';
import { urlOf } from './url-of.js';

/** A client of an HTTP origin: GET to read, PUT to write. A body is `<version> <value>`. */
export function openHttpClient(
  { readUrl, writeUrl, keyPrefix, connectTimeoutMs, statementTimeoutMs }: HttpConnection,
  connections: number,
  sameKey: SameKeyCounter,
): OriginClient {
  const dispatcher = new Agent({ connections, pipelining: 1, connect: { timeout: connectTimeoutMs } });
  const places = new Places(connections, connectTimeoutMs);

  const send = async (url: string, key: number, body: string | null, count: number): Promise<OriginAnswer> => {
    const startMs = monotonicMs();
    const hasPlace = await places.take();
    const poolWaitMs = monotonicMs() - startMs;
    if (!hasPlace) return { outcome: 'fail', error: 'poolTimeout', row: null, poolWaitMs, sameKey: count };
    try {
      const response = await request(urlOf(url, `${keyPrefix}${key}`), {
        dispatcher,
        signal: AbortSignal.timeout(statementTimeoutMs),
        method: body === null ? 'GET' : 'PUT',
        body,
      });
      const text = await response.body.text();
      const { outcome, error } = httpOutcome(response.statusCode, body === null);
      const row =
        body === null && outcome === 'ok' && error === null && response.statusCode !== 404 ? rowOf(text) : null;
      return { outcome, error, row, poolWaitMs, sameKey: count };
    } catch (error) {
      return { ...sentRequest(error), row: null, poolWaitMs, sameKey: count };
    } finally {
      places.release();
    }
  };

  return {
    async read(key) {
      const count = sameKey.enter(key);
      try {
        return await send(readUrl, key, null, count);
      } finally {
        sameKey.leave(key);
      }
    },
    write: async (key, version, value) =>
      writeUrl === null
        ? { outcome: 'fail', error: 'readOnly', row: null, poolWaitMs: 0, sameKey: 0 }
        : await send(writeUrl, key, `${version} ${value}`, 0),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

function rowOf(text: string): OriginRow {
  const [, version, value = ''] = /^(\d{1,15}) (.*)$/s.exec(text) ?? [];
  return version === undefined ? { version: null, value: text } : { version: Number(version), value };
}
