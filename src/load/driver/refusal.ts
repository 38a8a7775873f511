/** Why no connection was made. */
export interface Refusal {
  /** In the words of whoever refused, without secrets. */
  readonly reason: string;
  /** Trying again is pointless: somebody has to change a setting first. */
  readonly isFinal: boolean;
}

/** Error replies that stay the same however often one asks, of Redis and Valkey, and of a memcached or proxy without meta commands. */
const finalReplies = [
  /^(WRONGPASS|NOAUTH|NOPERM|NOPROTO|DENIED)\b/,
  /^ERR (AUTH|invalid password|Client sent AUTH|DB index is out of range|SELECT is not allowed|unknown command)/i,
  /^it answered "mn" with "(CLIENT_)?ERROR\b(?! Too many open)/,
];

/**
 * Codes of Node and OpenSSL for certificates and keys that don't fit, and for servers that speak no TLS.
 * Source: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const finalCodes =
  /^(CERT_|CRL_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT|ERR_SSL_|ERR_OSSL_)/;

/** What an error reply to the questions of a fresh connection means. */
export function replyRefusal(reason: string): Refusal {
  return { reason, isFinal: finalReplies.some((reply) => reply.test(reason)) };
}

/** What an error of a socket means. */
export function socketRefusal(error: Error): Refusal {
  // Where a name has several addresses, the error is about all of them, and says nothing itself.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const { code = '' } = first as NodeJS.ErrnoException;
  const { reason } = first as { readonly reason?: string };
  const isNamed = code === '' || first.message.includes(code);
  return { reason: isNamed ? first.message : `${reason ?? first.message} (${code})`, isFinal: finalCodes.test(code) };
}
