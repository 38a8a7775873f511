import type { Access, TlsAccess } from '../model/access.js';
import type { ClientView } from '../model/client-view.js';
import { memcachedLogin } from '../model/memcached-login.js';

/** How an echo authenticates. */
export interface EchoAccess {
  /** Null: plaintext. */
  readonly tls: TlsAccess | null;
  /** What it sends first, and the length of the answer; null: nothing. */
  readonly login: { readonly request: string; readonly answerBytes: number } | null;
}

/** How an echo authenticates to the servers of a cluster; `isSentinel`: to one of its sentinels. */
export function echoAccess(view: ClientView, { isSentinel = false } = {}): EchoAccess {
  const access = isSentinel && view.kind === 'sentinel' ? view.sentinelAccess : view.access;
  const request = view.kind === 'pool' ? memcachedLogin(access) : respLogin(access);
  const answer = view.kind === 'pool' ? 'STORED\r\n' : '+OK\r\n';
  return { tls: access.tls, login: request === null ? null : { request, answerBytes: answer.length } };
}

function respLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = ['AUTH', ...(username === null ? [] : [username]), password];
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
