import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TlsFiles } from '../../../src/model/target-url.js';
import { readTlsFiles } from '../../../src/topology/external/read-tls-files.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { certificateAuthority } from '../../integration/fixtures/certificates.js';

const none: TlsFiles = { caFile: null, certificateFile: null, keyFile: null, serverName: null, verify: true };

async function refusalOf(files: Partial<TlsFiles>): Promise<string> {
  return readTlsFiles({ ...none, ...files }).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

describe('the files of a TLS target', () => {
  it('are rejected by name, before anything connects', async () => {
    await using folder = await temporaryFolder();
    const authority = await certificateAuthority(folder.path, 'authority');
    const { certificateFile, keyFile } = await authority.issue('client');
    const other = await authority.issue('other');
    const noise = join(folder.path, 'noise');
    writeFileSync(noise, 'nothing');
    const encrypted = join(folder.path, 'encrypted.key');
    execFileSync('openssl', ['pkey', '-in', keyFile, '-aes256', '-passout', 'pass:secret', '-out', encrypted]);

    expect(await refusalOf({ certificateFile, keyFile, caFile: authority.caFile })).toBe('accepted');
    expect(await refusalOf({ caFile: join(folder.path, 'missing') })).toMatch(/missing .* can't be read \(ENOENT\)/);
    expect(await refusalOf({ caFile: noise })).toMatch(/noise .* contains no certificate/);
    expect(await refusalOf({ caFile: keyFile })).toMatch(/client\.key .* contains no certificate/);
    expect(await refusalOf({ certificateFile: keyFile, keyFile: certificateFile })).toMatch(/contains no certificate/);
    expect(await refusalOf({ certificateFile, keyFile: noise })).toMatch(/noise .* contains no private key/);
    expect(await refusalOf({ certificateFile, keyFile: encrypted })).toMatch(/encrypted\.key .* without a passphrase/);
    expect(await refusalOf({ certificateFile, keyFile: other.keyFile })).toMatch(
      /other\.key .* is not the key of .*client\.pem/,
    );
  });
});
