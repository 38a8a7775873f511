/** Why a connection to a server failed, and what to try. */
export interface Explained {
  readonly reason: string;
  readonly attempt: string;
}

/** An error, its explanation with PLACE for the server's address, and what to try. */
export interface Refusal extends Explained {
  readonly pattern: RegExp;
}

/** Failed TLS handshakes, in the words of OpenSSL and Node. "alert" means that the server rejected us. */
export const tlsRefusals: readonly Refusal[] = [
  {
    pattern: /wrong version number|packet length too long|ERR_SSL_(WRONG_VERSION|PACKET_LENGTH)/i,
    reason: 'PLACE does not speak TLS',
    attempt: 'the URL without the second s of rediss, and no --tls',
  },
  {
    pattern: /self.signed certificate|unable to (verify|get)\b.*\b(certificate|issuer)/i,
    reason: 'the certificate of PLACE is from an authority that is not trusted here',
    attempt: '?ca=/path/ca.pem at the end of the URL, or ?verify=false to accept any certificate',
  },
  {
    pattern: /certificate's altnames/,
    reason: 'the certificate of PLACE is for another name',
    attempt: '?servername=NAME at the end of the URL, with a name that the certificate has',
  },
  {
    pattern: /alert (certificate required|handshake failure)/,
    reason: 'PLACE requires a client certificate',
    attempt: '?cert=/path/client.pem&key=/path/client.key at the end of the URL',
  },
  {
    pattern: /alert certificate expired/,
    reason: 'PLACE rejects the client certificate: it has expired',
    attempt: 'another certificate for ?cert= and &key=',
  },
  {
    pattern: /alert unknown ca/,
    reason: 'PLACE does not trust the authority that issued the client certificate',
    attempt: 'a certificate for ?cert= and &key= from an authority that the server trusts',
  },
  {
    pattern: /alert (bad certificate|unsupported certificate|certificate (revoked|unknown)|access denied)/,
    reason: 'PLACE rejects the client certificate',
    attempt: 'another certificate for ?cert= and &key=',
  },
  {
    pattern: /certificate has expired/,
    reason: 'the certificate of PLACE has expired',
    attempt: 'a new certificate there, or ?verify=false at the end of the URL to accept any',
  },
  {
    pattern: /certificate is not yet valid/,
    reason: 'the certificate of PLACE is not yet valid',
    attempt: 'check the clocks of both machines, or ?verify=false at the end of the URL to accept any certificate',
  },
  {
    pattern: /unsupported protocol|alert protocol version|no protocols available|alert inappropriate fallback/,
    reason: 'PLACE offers no version of TLS that is accepted here',
    attempt: 'TLS 1.2 or newer there',
  },
];
