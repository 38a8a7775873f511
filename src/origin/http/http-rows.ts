import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { firstVersion } from '../first-version.js';
import { urlOf } from './url-of.js';

/** The rows of a run at an HTTP API that others use. */
export interface HttpRows {
  /** `{key}` is replaced by a key. */
  readonly url: string;
  readonly keyPrefix: string;
  readonly rows: number;
  readonly valueBytes: number;
}

const atOnce = 16;
const answerTimeoutMs = 10_000;

/**
 * Writes every row, and calls `onFirstWrite` before the first one. Throws EnvironmentError; if the first key is taken
 * or the API does not answer, nothing has been written.
 */
export async function createRows(
  { url, keyPrefix, rows, valueBytes }: HttpRows,
  onFirstWrite: () => void,
): Promise<void> {
  await using client = await openClient();
  const first = urlOf(url, `${keyPrefix}0`);
  const status = await client.send('GET', first);
  if (status !== 404)
    throw new EnvironmentError(
      `The origin ${hideUser(first)} answered ${status} to GET, not 404 for a key that can't exist yet. Nothing was written.`,
    );
  onFirstWrite();
  const body = `${firstVersion} ${'x'.repeat(valueBytes)}`;
  await forEachRow(rows, async (row) => {
    const answered = await client.send('PUT', urlOf(url, `${keyPrefix}${row}`), body);
    if (answered < 200 || answered > 299)
      throw new EnvironmentError(
        `The origin ${hideUser(url)} answered ${answered} to PUT, so its rows can't be written.`,
      );
  });
}

/** Removes every row; a missing row is no error. Throws EnvironmentError if any may be left. */
export async function removeRows({ url, keyPrefix, rows }: HttpRows): Promise<void> {
  await using client = await openClient();
  let kept = 0;
  await forEachRow(rows, async (row) => {
    const answered = await client.send('DELETE', urlOf(url, `${keyPrefix}${row}`)).catch(() => 0);
    if (answered !== 404 && (answered < 200 || answered > 299)) kept += 1;
  });
  if (kept > 0)
    throw new EnvironmentError(
      `${kept} of the ${rows} rows of this run could not be removed from ${hideUser(url)}. Their keys start with ${keyPrefix}.`,
    );
}

/** How long a read takes; the prefix must be unused, so that the key never exists. */
export async function readTimeMs(url: string, key: string): Promise<number> {
  await using client = await openClient();
  // The first request also connects.
  await client.send('GET', urlOf(url, key));
  const startMs = monotonicMs();
  await client.send('GET', urlOf(url, key));
  return monotonicMs() - startMs;
}

/** A URL without its user and password. */
export function hideUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

async function openClient() {
  // Runs without an origin do not load it.
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ connections: atOnce, pipelining: 1 });
  return {
    async send(method: 'GET' | 'PUT' | 'DELETE', url: string, body: string | null = null): Promise<number> {
      try {
        const signal = AbortSignal.timeout(answerTimeoutMs);
        const answer = await request(url, { dispatcher, method, body, signal });
        await answer.body.dump();
        return answer.statusCode;
      } catch (error) {
        throw new EnvironmentError(
          `The origin ${hideUser(url)} did not answer ${method}: ${(error as Error).message}.`,
          {
            cause: error,
          },
        );
      }
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

async function forEachRow(rows: number, visit: (row: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < rows) {
      const row = next;
      next += 1;
      await visit(row);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
