import type { TlsAccess } from '../model/access.js';
import { type ClientView, traitsOf } from '../model/client-view.js';

/** How an echo authenticates. */
export interface EchoAccess {
  /** Null: plaintext. */
  readonly tls: TlsAccess | null;
  /** What it sends first, and the length of the answer; null: nothing. */
  readonly login: { readonly request: string; readonly answerBytes: number } | null;
}

/** How an echo authenticates to the servers of a cluster; `isSentinel`: to one of its sentinels. */
export function echoAccess(view: ClientView, { isSentinel = false } = {}): EchoAccess {
  const access = isSentinel && 'sentinelAccess' in view ? view.sentinelAccess : view.access;
  const { login, loginAnswer } = traitsOf(view).family;
  const request = login(access);
  return { tls: access.tls, login: request === null ? null : { request, answerBytes: loginAnswer.length } };
}
