import { isIPv6 } from 'node:net';
import type { Parsed } from '../units/parsed.js';
import type { Access, TlsAccess } from './access.js';
import type { Endpoint } from './node.js';
import { parseTargetParameters, percentDecode, type TargetParameters } from './target-parameters.js';
import { splitScheme, type TargetScheme, targetSchemes } from './target-scheme.js';

/** An existing cache, as named by its URL. Contains secrets, like Access. */
export interface TargetUrl extends Pick<TargetScheme, 'kind' | 'topology'> {
  /** Servers, or sentinels. */
  readonly endpoints: readonly Endpoint[];
  /** Null unless the topology is `sentinel`. */
  readonly primaryName: string | null;
  /** For the data nodes. */
  readonly access: TargetAccess;
  /** Null unless the topology is `sentinel`. */
  readonly sentinelAccess: TargetAccess | null;
}

/** Syntax of a target's URL, for messages. */
export const targetUrlSyntax =
  'redis://[user[:password]@]host[:port][/db] (rediss:// for TLS), unix:///path[?db=N], ' +
  'redis+sentinel://host[:port],host[:port]/primary-name[/db], redis+cluster://host[:port],..., memcached://host[:port],... or http://host[:port] for an application';

/** Whether a target is an application, which speaks HTTP. */
export function isServiceUrl(target: string | null | undefined): boolean {
  return parseTargetUrl(target ?? '').value?.kind === 'http';
}

const decimal = /^\d{1,5}$/;

/**
 * Parses the URL of a cache. With `redis+sentinel://`, user and password apply to the data nodes; those of the sentinels are
 * `?sentinel-user=` and `?sentinel-password=`. Error messages never repeat any of the text: it may contain a password.
 */
export function parseTargetUrl(text: string): Parsed<TargetUrl> {
  const split = splitScheme(text);
  const scheme = split && targetSchemes[split.name];
  if (scheme === undefined) {
    const isPlace = /^[\w.-]+(:\d{1,5})?$/.test(text);
    return { expected: targetUrlSyntax, ...(isPlace ? { suggestion: `redis://${text}` } : {}) };
  }
  const [, authority = '', path = '', query = ''] = /^([^/?]*)([^?]*)\??(.*)$/s.exec(split?.rest ?? '') ?? [];
  if (split?.rest.includes('#')) return { expected: 'no # (write %23, also in a password)' };
  const [places = '', userInfo = '', ...more] = authority.split('@').reverse();
  // Otherwise, a password with an unescaped @ or / would be taken for a host or path, and shown.
  if (more.length > 0 || `${path}${query}`.includes('@'))
    return { expected: 'no @ except before the host (write %40, and %2F for a /, also in a password)' };
  const user = parseUser(userInfo, scheme);
  if (user.expected !== undefined) return user;
  const parameters = parseTargetParameters(query, scheme);
  if (parameters.expected !== undefined) return parameters;
  const endpoints = scheme.unix ? parseSocketPath(places, path) : parseEndpoints(places, scheme);
  if (endpoints.expected !== undefined) return endpoints;
  const place = scheme.unix ? { value: { primaryName: null, database: null } } : parsePath(path, scheme);
  if (place.expected !== undefined) return place;
  const database = parseDatabase(place.value.database, parameters.value.db, scheme);
  if (database.expected !== undefined) return database;

  const { kind, topology } = scheme;
  const { protocol } = parameters.value;
  const shared = {
    tls: tlsFiles(parameters.value, scheme),
    respVersion: protocol === null ? null : protocol === '3' ? 3 : 2,
  } as const;
  const sentinelAccess = {
    username: parameters.value['sentinel-user'],
    password: parameters.value['sentinel-password'],
    database: 0,
    ...shared,
  };
  return {
    value: {
      kind,
      topology,
      endpoints: endpoints.value,
      primaryName: place.value.primaryName,
      access: { ...user.value, database: database.value, ...shared },
      sentinelAccess: topology === 'sentinel' ? sentinelAccess : null,
    },
  };
}

function parseUser(text: string, scheme: TargetScheme): Parsed<Pick<TargetAccess, 'username' | 'password'>> {
  if (text !== '' && scheme.kind !== 'redis') return { expected: `no user or password with ${scheme.kind}://` };
  const [name = '', ...rest] = text.split(':');
  const username = percentDecode(name);
  const password = percentDecode(rest.join(':'));
  if (username === undefined || password === undefined)
    return { expected: 'a percent-encoded user and password (a % itself is %25)' };
  return { value: { username: username || null, password: password || null } };
}

function parseEndpoints(text: string, scheme: TargetScheme): Parsed<readonly Endpoint[]> {
  const endpoints: Endpoint[] = [];
  for (const place of text.split(',')) {
    const [, host = '', afterHost = ''] = /^(\[[^\]]*\]|[^:]*)(.*)$/s.exec(place) ?? [];
    const isBracketed = host.startsWith('[');
    const address = isBracketed ? host.slice(1, -1) : host;
    if (isBracketed ? !isIPv6(address) : !/^[\w.-]+$/.test(host))
      return { expected: 'a host after :// and after each comma (an IPv6 address in brackets, such as [::1])' };
    const port = afterHost === '' ? scheme.defaultPort : Number(/^:(\d{1,5})$/.exec(afterHost)?.[1] ?? Number.NaN);
    if (!(port >= 1 && port <= 65_535)) return { expected: 'a port from 1 to 65535 after the host' };
    endpoints.push({ host: address, port });
  }
  const names = endpoints.map(({ host, port }) => `${host}:${port}`);
  if (scheme.topology === 'pool' && new Set(names).size < names.length) return { expected: 'each server once' };
  if (scheme.topology === 'single' && endpoints.length > 1)
    return { expected: 'one host (several only with redis+cluster://, redis+sentinel:// or memcached://)' };
  return { value: endpoints };
}

function parseSocketPath(places: string, path: string): Parsed<readonly Endpoint[]> {
  const host = percentDecode(path);
  // A socket's name is limited to 108 bytes on Linux and 104 on macOS; if too long, the system reports it.
  if (places !== '' || host === undefined || host.length < 2 || host.includes('\0'))
    return { expected: 'the whole path of a socket, such as unix:///run/redis.sock' };
  return { value: [{ host, port: 0 }] };
}

function parsePath(
  path: string,
  scheme: TargetScheme,
): Parsed<{ readonly primaryName: string | null; readonly database: string | null }> {
  const [first = '', second = '', ...more] = path.slice(1).split('/');
  if (scheme.kind === 'http' && path.length > 1)
    return { expected: 'no path after the host (application.requests have the paths)' };
  if (scheme.topology !== 'sentinel') {
    if (path.includes('/', 1)) return { expected: 'only a database number after the /' };
    return { value: { primaryName: null, database: first || null } };
  }
  const primaryName = percentDecode(first);
  if (!primaryName || more.length > 0)
    return { expected: 'the name of the primary after the sentinels, such as redis+sentinel://host:26379/mymaster' };
  return { value: { primaryName, database: second || null } };
}

function parseDatabase(inPath: string | null, inQuery: string | null, scheme: TargetScheme): Parsed<number> {
  if (inPath !== null && inQuery !== null) return { expected: 'the database once: after the / or as db=' };
  const given = inPath ?? inQuery ?? '0';
  if (!decimal.test(given)) return { expected: 'a whole number as the database' };
  if (Number(given) !== 0 && (scheme.topology === 'cluster' || scheme.kind === 'memcached'))
    return { expected: 'no database: clusters and memcached have only one' };
  return { value: Number(given) };
}

function tlsFiles({ ca, cert, key, servername, verify }: TargetParameters, scheme: TargetScheme): TlsFiles | null {
  if (!scheme.tls) return null;
  return { caFile: ca, certificateFile: cert, keyFile: key, serverName: servername, verify: verify !== 'false' };
}

/** Access as given in a URL: certificates and keys are still files. Contains secrets, like Access. */
export interface TargetAccess extends Omit<Access, 'tls'> {
  readonly tls: TlsFiles | null;
}

/** TLS as given in a URL. `caFile`, `certificateFile` and `keyFile` are paths of PEM files. */
export interface TlsFiles extends Pick<TlsAccess, 'serverName' | 'verify'> {
  readonly caFile: string | null;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
}
