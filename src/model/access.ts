import { hideSecret } from './hide-secret.js';

/** How a client shows who it is, and hides what it says. Holds secrets: it never goes into a record, a log or a message. */
export interface Access {
  /** An ACL user; null is the default user. */
  readonly username: string | null;
  readonly password: string | null;
  /** The number of the database that is selected. */
  readonly database: number;
  /** Null: in clear. */
  readonly tls: TlsAccess | null;
  /** The version of RESP that is asked for; null: what the driver speaks when nobody asks. */
  readonly respVersion: 2 | 3 | null;
  /** Whether this user is known to have no right to INFO, so that a client need not ask. */
  readonly withoutInfo?: boolean;
}

/** TLS as a client sees it. Certificates and keys are PEM texts. */
export interface TlsAccess {
  /** Null: the authorities that the system trusts. */
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  /** The name that is asked for (SNI) and that the certificate must show; null: the host of the endpoint. */
  readonly serverName: string | null;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
}

/** No user, no password, no TLS. */
export const openAccess: Access = { username: null, password: null, database: 0, tls: null, respVersion: null };

/** What a server said, without the password: some answer a command that they don't know with its parameters. */
export function hidePassword(text: string, { password }: Access): string {
  return password === null ? text : hideSecret(text, password);
}
