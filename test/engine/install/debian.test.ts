import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseMadison, upstreamVersion } from '../../../src/engine/install/debian.js';
import { readDebianRelease } from '../../../src/engine/install/debian-release.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const printed = ` valkey-server | 8.1.1+dfsg1-3+deb13u3 | http://deb.debian.org/debian trixie/main amd64 Packages
valkey-server | 8.0.1+dfsg1-1~bpo12+1 | http://deb.debian.org/debian bookworm-backports/main amd64 Packages
`;

describe('the packages that apt-cache madison prints', () => {
  test('are read in order', () => {
    expect(parseMadison(printed, null)).toEqual([
      { name: 'valkey-server', version: '8.1.1+dfsg1-3+deb13u3' },
      { name: 'valkey-server', version: '8.0.1+dfsg1-1~bpo12+1' },
    ]);
    expect(parseMadison('', null)).toEqual([]);
  });

  test('can be limited to one suite', () => {
    expect(parseMadison(printed, 'bookworm-backports')).toEqual([
      { name: 'valkey-server', version: '8.0.1+dfsg1-1~bpo12+1' },
    ]);
    expect(parseMadison(printed, 'bookworm')).toEqual([]);
  });

  test.each([
    ['5:7.0.15-1~deb12u5', '7.0.15'],
    ['8.0.1+dfsg1-1~bpo12+1', '8.0.1'],
    ['1.6.38-1', '1.6.38'],
    ['5:6.0.16-1ubuntu1.1', '6.0.16'],
  ])('%s is version %s of the program', (version, upstream) => {
    expect(upstreamVersion(version)).toBe(upstream);
  });
});

describe('the release of the system', () => {
  test.each([
    ['ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 'bookworm', 'trixie'],
    ['NAME="Ubuntu"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\n', 'jammy', 'noble'],
    ['ID=debian\nVERSION_CODENAME=trixie\n', 'trixie', null],
    ['ID=debian\nVERSION_CODENAME=unheard-of\n', 'unheard-of', null],
  ])('of %j is %s, and the next %s', async (text, codename, next) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'os-release');
    await writeFile(file, text);
    expect(await readDebianRelease(file)).toMatchObject({ codename, next });
  });

  test.each(['ID=fedora\nVERSION_ID=40\n', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"\n', ''])(
    'of %j is unknown',
    async (text) => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, 'os-release');
      await writeFile(file, text);
      expect(await readDebianRelease(file)).toBeUndefined();
    },
  );
});
