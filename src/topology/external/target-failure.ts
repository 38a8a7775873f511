import { EnvironmentError } from '../../errors/errors.js';
import { type Access, hidePassword } from '../../model/access.js';
import { brokenReply } from '../../model/broken-reply.js';
import { foreignText } from '../../model/foreign-text.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { targetPasswordVariable } from '../../model/target-password.js';

/** A target that can't be used: why, and what to do, without a secret. */
export function targetFailure(url: string, reason: string, attempt: string): EnvironmentError {
  return new EnvironmentError(`The target ${url} can't be used: ${reason}. Nothing was written to it. Try: ${attempt}`);
}

/** Why a server could not be spoken to, by what the client library said; and what to try. */
export function explainRefusal(
  endpoint: Endpoint,
  access: Access,
  message: string,
): { readonly reason: string; readonly attempt: string } {
  const place = endpointName(endpoint);
  if (message.startsWith(brokenReply))
    return { reason: `${place} sent ${message.slice(brokenReply.length)}`, attempt: 'check what runs there' };
  for (const { pattern, reason, attempt } of refusals)
    if (pattern.test(message)) return { reason: reason.replace('PLACE', place), attempt };
  return {
    reason: `${place} said: ${foreignText(hidePassword(message, access))}`,
    attempt: 'check the URL and what runs there',
  };
}

/** The most specific first. */
const refusals = [
  {
    pattern: /^-[A-Z]+ |^HTTP/,
    reason: 'PLACE does not speak the protocol of memcached',
    attempt: 'redis://host:port, if that is what runs there',
  },
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
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out|^no answer within/i,
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
    pattern: /SELECT is not allowed in cluster mode/i,
    reason: 'PLACE is a member of a Redis Cluster, which has one database only',
    attempt: 'the URL without the number of a database',
  },
  {
    pattern: /cluster support disabled/i,
    reason: 'PLACE is no member of a Redis Cluster',
    attempt: 'redis://host:port, or redis+sentinel://host:port/name',
  },
  {
    pattern: /no permissions?.*\bcluster\b/i,
    reason: 'PLACE does not let this user see who the members of its cluster are',
    attempt: 'a user with +cluster|slots',
  },
  {
    pattern: /DB index/i,
    reason: 'PLACE has no database of this number',
    attempt: 'another number at the end of the URL',
  },
  {
    pattern: /Protocol error|Unknown RESP/i,
    reason: 'PLACE does not speak the protocol of Redis',
    attempt: 'memcached://host:port, if that is what runs there',
  },
  { pattern: /LOADING/, reason: 'PLACE is still loading its data', attempt: 'again when it is ready' },
  {
    pattern: /ECONNRESET|Connection is closed|EPIPE|^the connection was closed/,
    reason: 'PLACE closed the connection',
    attempt: 'check what listens there, and whether it wants TLS (rediss://)',
  },
] as const;
