import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from '../../model/node.js';

const handshakeTimeoutMs = 1_000;
const answerTimeoutMs = 500;
const mostLineCharacters = 200;

/** Whether a server completes a TLS handshake, whatever its certificate is. Sends nothing after it. */
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
 * What a server says to a client that asks nothing, which is how one at its connection limit says so. A client that asks at
 * once may never read it: the server has closed the connection by then, and its reset discards what was not read yet.
 */
export function greetingOf(endpoint: Endpoint): Promise<string> {
  return firstLineFrom(endpoint, '');
}

/** Whether a server of Redis answers without TLS, be it with an error. */
export async function speaksInClear(endpoint: Endpoint): Promise<boolean> {
  return /^[+-][A-Z]+/.test(await firstLineFrom(endpoint, 'PING\r\n'));
}

/** What a server says first, in clear; empty when it says nothing soon. */
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
