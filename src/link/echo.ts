import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { monotonicMs } from '../clock/monotonic.js';
import { atMost } from '../clock/wait.js';
import type { Endpoint } from '../model/node.js';
import { tlsOptions } from '../model/tls-options.js';
import type { EchoAccess } from './echo-access.js';

const connectTimeoutMs = 1_000;

/** Our own connection to a server, used to check that it answers. Disposing it closes it. */
export interface Echo extends Disposable {
  /** Whether the connection is open, as far as this end knows. */
  readonly isOpen: boolean;
  /**
   * The time in ms until the server has answered a PING; with `payloadBytes`, until that much has come back (a server that
   * refuses answers sooner). Null: no answer in time. The first call includes authentication.
   */
  roundTripMs(timeoutMs: number, payloadBytes?: number): Promise<number | null>;
}

/** Opens an echo from a host's own address, so that relays take it for that host. Undefined: nothing accepts the connection. */
export async function openEcho(
  endpoint: Endpoint,
  localAddress: string,
  { tls, login }: EchoAccess,
): Promise<Echo | undefined> {
  const place = { ...endpoint, localAddress, noDelay: true };
  const socket = tls === null ? connect(place) : connectTls({ ...place, ...tlsOptions(tls, endpoint.host) });
  let isOpen = false;
  let wantedBytes = 0;
  /** Remaining bytes of the login answer, which comes first. */
  let unheardBytes = login?.answerBytes ?? 0;
  let answered: (() => void) | undefined;
  // An error is followed by a close, which is what counts.
  socket.on('error', () => {});
  socket.on('close', () => {
    isOpen = false;
  });
  socket.on('data', (received: Buffer) => {
    const chunk = received.subarray(unheardBytes);
    unheardBytes -= received.length - chunk.length;
    if (chunk.length === 0) return;
    wantedBytes -= chunk[0] === errorMark ? Number.POSITIVE_INFINITY : chunk.length;
    if (wantedBytes <= 0) answered?.();
  });
  const closed = new Promise<null>((resolve) => socket.once('close', () => resolve(null)));
  try {
    // Of the connection, not TLS: a relay accepts it, and the question is what passes through afterwards.
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectTimeoutMs) });
  } catch {
    socket.destroy();
    return undefined;
  }
  isOpen = true;
  if (login !== null) socket.write(login.request);
  return {
    get isOpen() {
      return isOpen;
    },
    async roundTripMs(timeoutMs, payloadBytes = 0) {
      if (!isOpen) return null;
      const sentMs = monotonicMs();
      wantedBytes = Math.max(1, payloadBytes);
      const answer = new Promise<number>((resolve) => {
        answered = () => resolve(monotonicMs() - sentMs);
      });
      const payload = 'x'.repeat(payloadBytes);
      socket.write(payloadBytes === 0 ? 'PING\r\n' : `*2\r\n$4\r\nPING\r\n$${payloadBytes}\r\n${payload}\r\n`);
      return (await atMost(Promise.race([answer, closed]), timeoutMs)) ?? null;
    },
    [Symbol.dispose]: () => {
      isOpen = false;
      socket.destroy();
    },
  };
}

/** The first byte of an error reply. */
const errorMark = '-'.charCodeAt(0);
