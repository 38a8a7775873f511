const answerTimeoutMs = 2_000;

/** Whether a URL answers GET with 2xx. */
export async function isAnswering(url: string): Promise<boolean> {
  const { request } = await import('undici');
  try {
    const { statusCode, body } = await request(url, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    await body.dump();
    return statusCode >= 200 && statusCode < 300;
  } catch {
    return false;
  }
}
