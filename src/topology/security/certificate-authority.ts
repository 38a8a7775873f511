import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der } from './der.js';

/** A certificate and its private key, as PEM texts. */
interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Issues certificates trusted only by clients that have `certificate`. Its own key is only in memory, and is gone when it
 * ends.
 */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** For a server, and for a client of its peers: at an IPv4 address, and at 127.0.0.1 (`localhost`), where the endpoints of a service lead to it. */
  issue(name: string, address: string): Identity;
}

const endpointHost = '127.0.0.1';
const dayMs = 24 * 3_600_000;
/** The clock may be set back slightly while the cluster is running. */
const validFromMs = -dayMs;
/** Longer than a cluster can be kept. */
const validForMs = 30 * dayMs;

const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** Creates an authority with a P-256 key, valid for 30 days. Certificates follow RFC 5280. */
export function createAuthority(): CertificateAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = commonName(`cache-bench ${randomBytes(4).toString('hex')}`);
  const keyId = keyIdOf(keys.publicKey);
  const authorityKeyId = extension(oid.authorityKeyIdentifier, der.sequence(der.implicit(0, keyId)));
  const issue = (subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]) =>
    signed({ issuer, subject, publicKey, extensions: [...extensions, authorityKeyId] }, keys.privateKey);
  return {
    certificate: issue(issuer, keys.publicKey, [
      extension(oid.basicConstraints, der.sequence(der.true()), { isCritical: true }),
      // Bit 5: keyCertSign.
      extension(oid.keyUsage, der.bits(Buffer.of(0b0000_0100), 2), { isCritical: true }),
      extension(oid.subjectKeyIdentifier, der.octets(keyId)),
    ]),
    issue(name, address) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = der.sequence(
        ...[...new Set([address, endpointHost])].map((host) =>
          der.implicit(7, Buffer.from(host.split('.').map(Number))),
        ),
        der.implicit(2, Buffer.from('localhost', 'latin1')),
      );
      const certificate = issue(commonName(name), own.publicKey, [
        // Bit 0: digitalSignature.
        extension(oid.keyUsage, der.bits(Buffer.of(0b1000_0000), 7), { isCritical: true }),
        extension(oid.subjectKeyIdentifier, der.octets(keyIdOf(own.publicKey))),
        extension(oid.subjectAltName, names),
      ]);
      return { certificate, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
    },
  };
}

interface CertificateParts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** RFC 5280, section 4.1. */
function signed({ issuer, subject, publicKey, extensions }: CertificateParts, signer: KeyObject): string {
  const nowMs = Date.now();
  const algorithm = der.sequence(der.objectId(oid.ecdsaWithSha256));
  const versionThree = der.explicit(0, der.integer(Buffer.of(2)));
  const toBeSigned = der.sequence(
    versionThree,
    der.integer(serialNumber()),
    algorithm,
    issuer,
    der.sequence(der.time(new Date(nowMs + validFromMs)), der.time(new Date(nowMs + validForMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions)),
  );
  const certificate = der.sequence(toBeSigned, algorithm, der.bits(sign('sha256', toBeSigned, signer)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Positive, and of constant length. */
function serialNumber(): Buffer {
  return Buffer.concat([Buffer.of(0x40), randomBytes(15)]);
}

function commonName(name: string): Buffer {
  return der.sequence(der.set(der.sequence(der.objectId(oid.commonName), der.text(name))));
}

/** A certificate's key identifier: any short value that differs between keys. */
function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function extension(objectId: string, content: Buffer, { isCritical = false } = {}): Buffer {
  return der.sequence(der.objectId(objectId), ...(isCritical ? [der.true()] : []), der.octets(content));
}
