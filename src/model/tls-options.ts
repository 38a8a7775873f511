import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { TlsAccess } from './access.js';

/** The options of Node's TLS for `tls`. `host` is null if unknown beforehand. */
export function tlsOptions(tls: TlsAccess, host: string | null): ConnectionOptions {
  const serverName = tls.serverName ?? (host !== null && isName(host) ? host : null);
  return {
    rejectUnauthorized: tls.verify,
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.certificate === null ? {} : { cert: tls.certificate }),
    ...(tls.key === null ? {} : { key: tls.key }),
    // Node 20 sends no name by itself, and an IP address must not be sent (RFC 6066, section 3).
    ...(serverName === null ? {} : { servername: serverName }),
  };
}

function isName(host: string): boolean {
  return isIP(host) === 0 && !host.startsWith('/');
}
