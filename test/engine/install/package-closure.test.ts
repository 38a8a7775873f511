import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageClosure } from '../../../src/engine/install/package-closure.js';

const printed = `redis-server
  PreDepends: init-system-helpers
  Depends: lsb-base
    sysvinit-utils
  Depends: redis-tools
redis-tools
  Depends: adduser
  Depends: libc6
  Depends: libjemalloc2
  Depends: liblzf1
  Depends: libsystemd0
    libelogind0
 |Depends: libone
  Depends: libother
  Depends: <libvirtual>
    libprovider
adduser
  Depends: libpasswd
libjemalloc2
  Depends: libc6
  Depends: libdeep:i386
  Depends: lua-cjson
`;

describe('the packages to fetch', () => {
  test('are the requested ones and the libraries they need, without packages that install services or users', () => {
    expect(packageClosure(printed, ['redis-server', 'redis-tools'], new Set(['libc6']))).toEqual([
      'redis-server',
      'redis-tools',
      'libjemalloc2',
      'liblzf1',
      'libsystemd0',
      'libone',
      'libprovider',
      'lua-cjson',
    ]);
  });

  test('exclude installed libraries, including those installed as alternatives', () => {
    const installed = new Set(['libc6', 'libjemalloc2', 'liblzf1', 'libelogind0', 'libother', 'libprovider']);
    expect(packageClosure(printed, ['redis-server', 'redis-tools'], installed)).toEqual([
      'redis-server',
      'redis-tools',
    ]);
  });

  test('are none if the requested package is unknown', () => {
    expect(packageClosure('', ['valkey-server'], new Set())).toEqual([]);
  });

  test('include nothing that is installed and nothing twice, for any output', () => {
    const name = fc.constantFrom<string>('a', 'liba', 'libb', 'libc', 'lua-d');
    const line = fc.oneof(
      name,
      name.map((dependency) => `  Depends: ${dependency}`),
      name.map((dependency) => ` |Depends: ${dependency}`),
      name.map((provider) => `    ${provider}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.uniqueArray(name), (lines, installed) => {
        const closure = packageClosure(lines.join('\n'), ['a'], new Set(installed));
        expect(new Set(closure).size).toBe(closure.length);
        expect(closure.filter((found) => found !== 'a' && installed.includes(found))).toEqual([]);
      }),
    );
  });
});
