/** Why no connection was made. */
export interface Refusal {
  /** As the refusing side worded it, without secrets. */
  readonly reason: string;
  /** Retrying is pointless: a setting has to change first. */
  readonly isFinal: boolean;
}

/** Error replies that never change on retry: of Redis and Valkey, and of a memcached or proxy without meta commands. */
const finalReplies = [
  /^(WRONGPASS|NOAUTH|NOPERM|NOPROTO|DENIED)\b/,
  /^ERR (AUTH|invalid password|Client sent AUTH|DB index is out of range|SELECT is not allowed|unknown command)/i,
  /^it replied to "mn" with "(CLIENT_)?ERROR\b(?! Too many open)/,
];

/**
 * Node and OpenSSL codes for mismatched certificates and keys, and for servers without TLS. Source:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const finalCodes =
  /^(CERT_|CRL_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT|ERR_SSL_|ERR_OSSL_)/;

/** Interprets an error reply during the handshake. */
export function replyRefusal(reason: string): Refusal {
  return { reason, isFinal: finalReplies.some((reply) => reply.test(reason)) };
}

/** Interprets a socket error. */
export function socketRefusal(error: Error): Refusal {
  // For a name with several addresses, the AggregateError covers all of them and has no message of its own.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const { code = '' } = first as NodeJS.ErrnoException;
  const { reason } = first as { readonly reason?: string };
  const isNamed = code === '' || first.message.includes(code);
  return { reason: isNamed ? first.message : `${reason ?? first.message} (${code})`, isFinal: finalCodes.test(code) };
}
