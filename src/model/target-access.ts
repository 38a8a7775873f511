import type { Access, TlsAccess } from './access.js';

/** Access as a URL gives it: certificates and keys are still files. Holds secrets, as Access does. */
export interface TargetAccess extends Omit<Access, 'tls'> {
  readonly tls: TlsFiles | null;
}

/** TLS as a URL gives it. `caFile`, `certificateFile` and `keyFile` are paths of PEM files. */
export interface TlsFiles extends Pick<TlsAccess, 'serverName' | 'verify'> {
  readonly caFile: string | null;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
}
