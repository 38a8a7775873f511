import type { Access, TlsAccess } from './access.js';

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
