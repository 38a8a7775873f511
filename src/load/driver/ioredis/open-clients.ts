import type { Cluster, Redis } from 'ioredis';
import { hidePassword } from '../../../model/access.js';
import type { ClientView } from '../../../model/client-view.js';
import { foreignText } from '../../../model/foreign-text.js';
import type { DriverOptions } from '../driver.js';

/**
 * A TLS handshake takes about 2 ms on this thread and on the server (P-256, measured); with more at once, some would time
 * out.
 */
const mostHandshakesAtOnce = 20;

/**
 * Opens all clients within `openMs`. ioredis times each connection separately, although they all share this thread; it
 * queries sentinels forever, and waits forever for a silent server. Throws, without passwords, with the last error a client
 * reported.
 */
export async function openClients(
  clients: readonly (Redis | Cluster)[],
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
    const atOnce = view.access.tls === null ? clients.length : mostHandshakesAtOnce;
    await Promise.race([openInGroups(clients, atOnce, tooLate.signal), ended]);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(withoutPasswords(lastError() === '' ? message : `${message} ${lastError()}`, view));
  } finally {
    clearTimeout(timer);
    giveUp?.removeEventListener('abort', noLonger);
  }
}

async function openInGroups(clients: readonly (Redis | Cluster)[], atOnce: number, tooLate: AbortSignal) {
  for (let first = 0; first < clients.length; first += atOnce) {
    tooLate.throwIfAborted();
    await Promise.all(clients.slice(first, first + atOnce).map(connectWholly));
  }
}

/** A cluster client connects to a member on its first command, and refuses further ones until connected. */
async function connectWholly(client: Redis | Cluster): Promise<void> {
  await client.connect();
  if (isCluster(client)) await Promise.all(client.nodes('all').map(untilReady));
}

async function untilReady(member: Redis): Promise<void> {
  if (member.status === 'ready') return;
  if (member.status === 'wait') await member.connect();
  else await new Promise<void>((resolve) => member.once('ready', () => resolve()));
}

// Some servers echo the parameters of an unknown command.
function withoutPasswords(text: string, view: ClientView): string {
  const hidden = hidePassword(text, view.access);
  return foreignText(view.kind === 'sentinel' ? hidePassword(hidden, view.sentinelAccess) : hidden);
}

export function isCluster(client: Redis | Cluster): client is Cluster {
  return client.isCluster;
}
