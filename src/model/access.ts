import { hideSecret } from './hide-secret.js';

/** A client's credentials and encryption. Contains secrets: it never goes into a record, a log or a message. */
export interface Access {
  /** An ACL user; null is the default user. */
  readonly username: string | null;
  readonly password: string | null;
  /** Number of the selected database. */
  readonly database: number;
  /** Null: plaintext. */
  readonly tls: TlsAccess | null;
  /** The requested RESP version; null: the driver's default. */
  readonly respVersion: 2 | 3 | null;
  /** Whether this user is known to lack permission for INFO, so that a client need not try. */
  readonly withoutInfo?: boolean;
}

/** TLS from the client's side. Certificates and keys are PEM texts. */
export interface TlsAccess {
  /** Null: the system's trusted authorities. */
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  /** The requested name (SNI), which the certificate must match; null: the host of the endpoint. */
  readonly serverName: string | null;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
}

/** No user, no password, no TLS. */
export const openAccess: Access = { username: null, password: null, database: 0, tls: null, respVersion: null };

/** A server's text without the password: some servers echo the parameters of an unknown command. */
export function hidePassword(text: string, { password }: Access): string {
  return password === null ? text : hideSecret(text, password);
}
