import { EnvironmentError } from '../../errors/errors.js';
import { type Access, hidePassword } from '../../model/access.js';
import { brokenReply } from '../../model/broken-reply.js';
import { foreignText } from '../../model/foreign-text.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { targetPasswordVariable } from '../../model/target-password.js';
import { greetingOf, speaksInClear, speaksTls, tlsErrorOf } from './probe-server.js';
import { type Explained, type Refusal, tlsRefusals } from './tls-refusals.js';

/** Error for a target that can't be used: why, and what to do, without secrets. */
export function targetFailure(url: string, reason: string, attempt: string): EnvironmentError {
  return new EnvironmentError(`The target ${url} can't be used: ${reason}. Nothing was written to it. Try: ${attempt}`);
}

/** The expected role of an address in the URL: sentinels have their own password. */
export type Speaker = 'server' | 'sentinel' | 'memcached';

/**
 * Explains the client library's error when a connection to a server failed. A server that hung up or stayed silent is probed
 * for TLS and its connection limit.
 */
export async function explainRefusal(
  endpoint: Endpoint,
  access: Access,
  message: string,
  speaker: Speaker = 'server',
): Promise<Explained> {
  const place = endpointName(endpoint);
  if (message.startsWith(brokenReply))
    return { reason: `${place} sent ${message.slice(brokenReply.length)}`, attempt: 'check what runs there' };
  const said = saysLittle.test(message) ? await learnMore(endpoint, access, message) : message;
  if (said === 'wants TLS') return { reason: `${place} accepts only TLS connections`, attempt: tlsAttempts[speaker] };
  const own = speaker === 'sentinel' ? [...sentinelRefusals, ...refusals] : refusals;
  for (const { pattern, reason, attempt } of own)
    if (pattern.test(said)) return { reason: reason.replace('PLACE', place), attempt };
  return {
    reason: `${place} said: ${foreignText(hidePassword(message, access))}`,
    attempt: 'check the URL and what runs there',
  };
}

const atLimit = /max number of clients reached|Too many open connections/i;
/** Errors of a client whose connection was closed or never answered: they don't contain the cause. */
const saysLittle =
  /ECONNRESET|ETIMEDOUT|Connection is closed|EPIPE|^the connection was closed|timed out|^no reply within/i;

/** The original error, or a better explanation from probing the server: `wants TLS`, a TLS error, or the server's own text. */
async function learnMore(endpoint: Endpoint, { tls }: Access, message: string): Promise<string> {
  if (tls !== null) {
    const [isInClear, refusal] = await Promise.all([speaksInClear(endpoint), tlsErrorOf(endpoint, tls)]);
    return isInClear ? 'wrong version number' : (refusal ?? message);
  }
  const [isTls, greeting] = await Promise.all([speaksTls(endpoint), greetingOf(endpoint)]);
  if (isTls) return 'wants TLS';
  return atLimit.exec(greeting)?.[0] ?? message;
}

const tlsAttempts = {
  server: '--tls, or rediss:// in the URL, with ?ca=/path/ca.pem where the certificate is from a private authority',
  sentinel:
    '--tls, or rediss+sentinel:// in the URL, with ?ca=/path/ca.pem where the certificate is from a private authority',
  memcached: 'a port without TLS: memcached targets are used without TLS',
} as const satisfies Readonly<Record<Speaker, string>>;

/** Errors that only sentinels need; the most specific first. */
const sentinelRefusals: readonly Refusal[] = [
  {
    pattern: /WRONGPASS|invalid password|invalid username-password/i,
    reason: 'the sentinel PLACE rejects the user or password',
    attempt: '?sentinel-password=PASSWORD at the end of the URL, and &sentinel-user=NAME if it is not the default user',
  },
  {
    pattern: /NOAUTH|Authentication required/i,
    reason: 'the sentinel PLACE requires its own password',
    attempt: '?sentinel-password=PASSWORD at the end of the URL, and &sentinel-user=NAME if it is not the default user',
  },
  {
    pattern: /AUTH.*without any password configured/i,
    reason: 'the sentinel PLACE has no password, but one was given',
    attempt: 'the URL without sentinel-password',
  },
  {
    pattern: /unknown command\b.*\bSENTINEL/i,
    reason: 'PLACE is not a sentinel',
    attempt: 'the address of a sentinel (port 26379 by default), or redis://host:port for a server',
  },
];

/** The most specific first. */
const refusals: readonly Refusal[] = [
  {
    pattern: /^-[A-Z]+ |^HTTP/,
    reason: 'PLACE does not speak the protocol of memcached',
    attempt: 'redis://host:port, if that is what runs there',
  },
  {
    pattern: atLimit,
    reason: 'PLACE is at its connection limit',
    attempt: 'a higher limit there (maxclients, or -c of memcached), or close other connections',
  },
  ...tlsRefusals,
  {
    pattern: /ECONNREFUSED/,
    reason: 'nothing is listening at PLACE',
    attempt: 'check host and port, and that the server runs',
  },
  { pattern: /ENOTFOUND|EAI_AGAIN/, reason: 'the host of PLACE is unknown', attempt: 'check the host name' },
  { pattern: /ENOENT|ENOTSOCK/, reason: 'there is no socket PLACE', attempt: "check the socket's path" },
  {
    pattern: /EACCES/,
    reason: 'this user has no permission for the socket PLACE',
    attempt: 'another user, or its permissions',
  },
  {
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out|^no reply within/i,
    reason: 'PLACE does not respond',
    attempt: 'check host and port, and firewalls',
  },
  {
    pattern: /WRONGPASS|invalid password|invalid username-password/i,
    reason: 'PLACE rejects the user or password',
    attempt: `check user and password in the URL or in ${targetPasswordVariable}`,
  },
  {
    pattern: /NOAUTH|Authentication required/i,
    reason: 'PLACE requires a password',
    attempt: `the password in ${targetPasswordVariable}, and the user, if it is not the default one, in the URL`,
  },
  {
    pattern: /AUTH.*without any password configured/i,
    reason: 'PLACE has no password, but one was given',
    attempt: `a URL without a password, and no ${targetPasswordVariable}`,
  },
  {
    pattern: /SELECT is not allowed in cluster mode/i,
    reason: 'PLACE is a member of a Redis Cluster, which has only one database',
    attempt: 'the URL without a database number',
  },
  {
    pattern: /cluster support disabled/i,
    reason: 'PLACE is not a member of a Redis Cluster',
    attempt: 'redis://host:port, or redis+sentinel://host:port/name',
  },
  {
    pattern: /no permissions?.*\bcluster\b/i,
    reason: "PLACE denies this user the list of its cluster's members",
    attempt: 'a user with +cluster|slots',
  },
  {
    pattern: /(NOPERM|unknown command).*\bping\b/i,
    reason: 'PLACE denies this user PING',
    attempt: 'a user with +ping (docs/targets.md lists what a run needs)',
  },
  {
    pattern: /DB index/i,
    reason: 'PLACE has no database with this number',
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
    attempt: 'check what listens there, and its connection limit (maxclients)',
  },
];
