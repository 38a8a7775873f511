import { openAccess } from '../../model/access.js';
import type { Endpoint } from '../../model/node.js';
import { memcachedLogin } from '../../model/protocol-family.js';
import type { SessionAccess } from '../control-protocol.js';

/** A shell command to a RESP server, as a user would type it. */
export function redisCli({ host, port }: Endpoint, { password, caFile }: SessionAccess): string {
  return [
    `redis-cli -h ${host} -p ${port}`,
    ...(caFile === null ? [] : [`--tls --cacert ${shellWord(caFile)}`]),
    ...(password === null ? [] : [`-a ${shellWord(password)} --no-auth-warning`]),
  ].join(' ');
}

/** A shell command for a Memcached server's statistics. */
export function memcachedStats({ host, port }: Endpoint, { username, password, caFile }: SessionAccess): string {
  const login = memcachedLogin({ ...openAccess, username, password }) ?? '';
  const words = `${login}stats\r\nquit\r\n`.replaceAll('\r\n', '\\r\\n');
  const line =
    caFile === null
      ? `nc ${host} ${port}`
      : `openssl s_client -quiet -connect ${host}:${port} -CAfile ${shellWord(caFile)}`;
  return `printf '${words}' | ${line}`;
}

/** Quotes any text as a single shell word. */
export function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
