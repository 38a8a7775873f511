import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createServer, connect as tlsConnect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../../src/topology/security/certificate-authority.js';

describe('a certificate authority for one run', () => {
  const authority = createAuthority();
  const ca = new X509Certificate(authority.certificate);
  const identity = authority.issue('n1', '127.0.3.200');
  const certificate = new X509Certificate(identity.certificate);

  it('is an authority, and signs itself', () => {
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(ca.checkIssued(ca)).toBe(true);
  });

  it('issues certificates only for an address and this machine', () => {
    expect(certificate.subject).toBe('CN=n1');
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIP('127.0.3.200')).toBe('127.0.3.200');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.3.201')).toBeUndefined();
    expect(certificate.subjectAltName).toBe('IP Address:127.0.3.200, IP Address:127.0.0.1, DNS:localhost');
  });

  it('signs what it issues, with a key that only its owner gets', () => {
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(identity.key))).toBe(true);
    const other = authority.issue('n2', '127.0.3.200');
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(certificate.serialNumber);
    expect(new X509Certificate(other.certificate).checkPrivateKey(createPrivateKey(identity.key))).toBe(false);
  });

  it('is valid now and longer than any cluster runs, but not for years', () => {
    const days = (text: string) => (Date.parse(text) - Date.now()) / (24 * 3_600_000);
    expect(days(certificate.validFrom)).toBeLessThan(0);
    expect(days(certificate.validTo)).toBeGreaterThan(8);
    expect(days(certificate.validTo)).toBeLessThan(60);
  });

  it('is not an authority for others, whatever the names', () => {
    const stranger = new X509Certificate(createAuthority().issue('n1', '127.0.3.200').certificate);
    expect(stranger.verify(ca.publicKey)).toBe(false);
    expect(stranger.checkIssued(ca)).toBe(false);
  });

  it.each([
    ['who trusts it', authority.certificate, 'authorized'],
    ['who trusts another', createAuthority().certificate, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('issues certificates that a client accepts %s', async (_, trusted, expected) => {
    const { certificate: cert, key } = authority.issue('n1', '127.0.0.1');
    const server = createServer({ cert, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { readonly port: number };
    const outcome = await new Promise<string>((resolve) => {
      const socket = tlsConnect({ host: '127.0.0.1', port, ca: trusted });
      socket.once('secureConnect', () => {
        resolve('authorized');
        socket.destroy();
      });
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    await new Promise((resolve) => server.close(resolve));
    expect(outcome).toBe(expected);
  });
});
