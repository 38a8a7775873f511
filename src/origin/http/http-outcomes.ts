interface HttpOutcome {
  readonly outcome: 'ok' | 'fail' | 'indeterminate';
  readonly error: string | null;
}

/**
 * What a status proves about a request. A server sends 4xx and 503 before it does anything; any other 5xx may come
 * after the effect. Source: RFC 9110, section 15.
 */
export function httpOutcome(status: number, isRead: boolean): HttpOutcome {
  if ((status >= 200 && status < 300) || (isRead && status === 404)) return { outcome: 'ok', error: null };
  if (status === 503) return { outcome: 'fail', error: 'unavailable' };
  if (status === 429) return { outcome: 'fail', error: 'tooManyRequests' };
  const isRefused = status >= 400 && status < 500;
  return { outcome: isRefused ? 'fail' : 'indeterminate', error: `http${status}` };
}

/** Errors of undici and the system after which a request was certainly not sent. */
const unsentErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connectionRefused',
  ENOTFOUND: 'unknownHost',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimeout',
};

/** What a request that ended without an answer proves. */
export function sentRequest(error: unknown): HttpOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const unsent = unsentErrors[code];
  if (unsent !== undefined) return { outcome: 'fail', error: unsent };
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return { outcome: 'indeterminate', error: isTimeout ? 'timeout' : 'connectionLost' };
}
