import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { EnvironmentError } from '../../errors/errors.js';
import type { TlsAccess } from '../../model/access.js';
import type { TlsFiles } from '../../model/target-url.js';

/**
 * Reads the certificates and keys that a target's URL names. Throws EnvironmentError if a file can't be read or holds
 * something else: Node silently ignores an authority without a certificate, and reports a key only in OpenSSL's words.
 */
export async function readTlsFiles(files: TlsFiles): Promise<TlsAccess> {
  const { caFile, certificateFile, keyFile, serverName, verify } = files;
  const [ca, certificate, key] = await Promise.all([readPem(caFile), readPem(certificateFile), readPem(keyFile)]);
  if (caFile !== null && ca !== null) checkCertificate(caFile, ca);
  if (certificateFile !== null && certificate !== null && keyFile !== null && key !== null) {
    checkCertificate(certificateFile, certificate);
    checkKey(keyFile, key);
    checkPair(certificateFile, certificate, keyFile, key);
  }
  return { ca, certificate, key, serverName, verify };
}

async function readPem(path: string | null): Promise<string | null> {
  if (path === null) return null;
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, `can't be read (${error.code})`, 'its full path, and its permissions', error);
  });
}

function checkCertificate(path: string, pem: string): void {
  try {
    // The first of several is enough: OpenSSL ignores what follows.
    void new X509Certificate(pem);
  } catch (error) {
    throw fileError(path, 'contains no certificate in PEM format', 'a file with -----BEGIN CERTIFICATE-----', error);
  }
}

function checkKey(path: string, pem: string): void {
  // PKCS #8 and the traditional format (RFC 1421).
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    throw fileError(path, 'is encrypted', `a copy without a passphrase (openssl pkey -in ${path} -out key.pem)`);
  try {
    createSecureContext({ key: pem });
  } catch (error) {
    throw fileError(path, 'contains no private key in PEM format', 'a file with -----BEGIN PRIVATE KEY-----', error);
  }
}

function checkPair(certificateFile: string, cert: string, keyFile: string, key: string): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const fault = (error as NodeJS.ErrnoException).code?.endsWith('KEY_VALUES_MISMATCH')
      ? `is not the key of ${certificateFile}`
      : `can't be used with ${certificateFile}`;
    throw fileError(keyFile, fault, 'the key with which this certificate was requested', error);
  }
}

function fileError(path: string, what: string, attempt: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`The file ${path} in the target's URL ${what}. Try: ${attempt}`, { cause });
}
