import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsAccess } from '../../model/access.js';
import type { Endpoint } from '../../model/node.js';
import { tlsOptions } from '../../model/tls-options.js';

const handshakeTimeoutMs = 1_000;
const answerTimeoutMs = 500;
const mostLineCharacters = 200;

/** Whether a server completes a TLS handshake, whatever its certificate. Sends nothing after it. */
export function speaksTls(endpoint: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...placeOf(endpoint), rejectUnauthorized: false });
    const finish = (isTls: boolean) => {
      socket.destroy();
      resolve(isTls);
    };
    socket.setTimeout(handshakeTimeoutMs, () => finish(false));
    socket.once('secureConnect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}

/**
 * Why a TLS connection fails, in the words of OpenSSL; undefined if it doesn't. With TLS 1.3, a server rejects a client
 * certificate only after the client's handshake: a client that sends immediately may see only that the connection is closed.
 */
export function tlsErrorOf(endpoint: Endpoint, tls: TlsAccess): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...placeOf(endpoint), ...tlsOptions(tls, endpoint.host) });
    const finish = (error?: Error) => {
      socket.destroy();
      resolve(error?.message);
    };
    socket.setTimeout(handshakeTimeoutMs, () => finish());
    socket.on('error', finish).once('close', () => finish());
    // Only a socket that is being read receives the alert.
    socket.resume();
  });
}

/**
 * What a server sends to a client that stays silent, which is how a server at its connection limit reports it. A client that
 * sends immediately may never read it: by then the server has closed the connection, and its reset discards unread data.
 */
export function greetingOf(endpoint: Endpoint): Promise<string> {
  return firstLineFrom(endpoint, '');
}

/** Whether a Redis server answers without TLS, even with an error. */
export async function speaksInClear(endpoint: Endpoint): Promise<boolean> {
  return /^[+-][A-Z]+/.test(await firstLineFrom(endpoint, 'PING\r\n'));
}

/** The first plaintext line a server sends; empty if it sends none soon. */
function firstLineFrom(endpoint: Endpoint, request: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(placeOf(endpoint));
    const finish = () => {
      socket.destroy();
      resolve(said.slice(0, mostLineCharacters));
    };
    socket.setTimeout(answerTimeoutMs, finish);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      said += piece;
      if (said.includes('\n') || said.length > mostLineCharacters) finish();
    });
    socket.on('error', finish);
    socket.once('close', finish);
    socket.write(request);
  });
}

function placeOf({ host, port }: Endpoint) {
  return host.startsWith('/') ? { path: host } : { host, port };
}
