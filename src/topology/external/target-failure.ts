import { EnvironmentError } from '../../errors/errors.js';
import { type Access, hidePassword } from '../../model/access.js';
import type { Endpoint } from '../../model/node.js';
import { targetPasswordVariable } from '../../model/target-password.js';

/** A target that can't be used: why, and what to do, without a secret. */
export function targetFailure(url: string, reason: string, attempt: string): EnvironmentError {
  return new EnvironmentError(`The target ${url} can't be used: ${reason}. Nothing was written to it. Try: ${attempt}`);
}

/** Why a server could not be spoken to, by what the client library said; and what to try. */
export function explainRefusal(
  { host, port }: Endpoint,
  access: Access,
  message: string,
): { readonly reason: string; readonly attempt: string } {
  const place = host.startsWith('/') ? host : `${host}:${port}`;
  for (const { pattern, reason, attempt } of refusals)
    if (pattern.test(message)) return { reason: reason.replace('PLACE', place), attempt };
  return { reason: `${place} said: ${hidePassword(message, access)}`, attempt: 'check the URL and what runs there' };
}

/** The most specific first. */
const refusals = [
  {
    pattern: /ECONNREFUSED/,
    reason: 'nobody listens at PLACE',
    attempt: 'check host and port, and that the server runs',
  },
  { pattern: /ENOTFOUND|EAI_AGAIN/, reason: 'the host of PLACE is not known', attempt: 'check the name of the host' },
  { pattern: /ENOENT|ENOTSOCK/, reason: 'there is no socket PLACE', attempt: 'check the path of the socket' },
  {
    pattern: /EACCES/,
    reason: 'the socket PLACE may not be used by this user',
    attempt: 'another user, or its rights',
  },
  {
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out/i,
    reason: 'PLACE does not answer',
    attempt: 'check host and port, firewalls, and whether the server wants TLS (rediss://)',
  },
  {
    pattern: /WRONGPASS|invalid password|invalid username-password/i,
    reason: 'PLACE takes neither this user nor this password',
    attempt: `check user and password in the URL or in ${targetPasswordVariable}`,
  },
  {
    pattern: /NOAUTH|Authentication required/i,
    reason: 'PLACE asks for a password',
    attempt: `the password in ${targetPasswordVariable}, and the user, if it is not the default one, in the URL`,
  },
  {
    pattern: /AUTH.*without any password configured/i,
    reason: 'PLACE has no password, but one was given',
    attempt: `a URL without a password, and no ${targetPasswordVariable}`,
  },
  {
    pattern: /DB index/i,
    reason: 'PLACE has no database of this number',
    attempt: 'another number at the end of the URL',
  },
  { pattern: /LOADING/, reason: 'PLACE is still loading its data', attempt: 'again when it is ready' },
  {
    pattern: /ECONNRESET|Connection is closed|EPIPE/,
    reason: 'PLACE closed the connection',
    attempt: 'check that a Redis or Valkey server listens there, and whether it wants TLS (rediss://)',
  },
] as const;
