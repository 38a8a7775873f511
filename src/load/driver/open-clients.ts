import { hidePassword } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import { foreignText } from '../../model/foreign-text.js';
import type { DriverOptions } from './driver.js';

/**
 * A TLS handshake takes about 2 ms on this thread and on the server (P-256, measured); with more at once, some would time
 * out.
 */
const mostHandshakesAtOnce = 20;

/**
 * Opens all clients of a library within `openMs`. Libraries time each connection separately, although they all share this
 * thread; they query sentinels forever, and wait forever for a silent server. Throws, without passwords, with the last error
 * a client reported.
 */
export async function openClients(
  openings: readonly (() => Promise<unknown>)[],
  { view, giveUp }: DriverOptions,
  openMs: number,
  lastError: () => string,
): Promise<void> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(new Error(`no connection within ${openMs / 1000} s`)), openMs);
  const noLonger = () => tooLate.abort(new Error('given up'));
  giveUp?.addEventListener('abort', noLonger);
  if (giveUp?.aborted) noLonger();
  const ended = new Promise<never>((_, reject) => {
    const fail = () => reject(tooLate.signal.reason);
    tooLate.signal.addEventListener('abort', fail);
    if (tooLate.signal.aborted) fail();
  });
  try {
    const atOnce = view.access.tls === null ? openings.length : mostHandshakesAtOnce;
    await Promise.race([openInGroups(openings, atOnce, tooLate.signal), ended]);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(withoutPasswords(lastError() === '' ? message : `${message} ${lastError()}`, view));
  } finally {
    clearTimeout(timer);
    giveUp?.removeEventListener('abort', noLonger);
  }
}

async function openInGroups(openings: readonly (() => Promise<unknown>)[], atOnce: number, tooLate: AbortSignal) {
  for (let first = 0; first < openings.length; first += atOnce) {
    tooLate.throwIfAborted();
    await Promise.all(openings.slice(first, first + atOnce).map((open) => open()));
  }
}

// Some servers echo the parameters of an unknown command.
function withoutPasswords(text: string, view: ClientView): string {
  const hidden = hidePassword(text, view.access);
  return foreignText(view.kind === 'sentinel' ? hidePassword(hidden, view.sentinelAccess) : hidden);
}
