import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireEngine } from '../../src/engine/require-engine.js';
import { requireSecurity } from '../../src/engine/security-support.js';
import { anyVersion } from '../../src/model/engine-request.js';
import { writeFakeServer } from './fixtures/fake-server.js';
import { temporaryFolder } from './fixtures/temporary-folder.js';

const both = { tls: true, password: true };
/** What Redis 7.0.15 prints for an unknown directive. */
const badDirective = (name: string) =>
  `echo "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***" >&2; echo "Reading the configuration file, at line 2" >&2; echo ">>> '${name} \\"0\\"'" >&2; exit 1`;

describe('a server with TLS or a password', () => {
  test.each(['redis', 'memcached'] as const)('is supported if the system has %s', async (engine) => {
    const binary = await requireEngine(anyVersion(engine), { onProgress: () => undefined });
    await expect(requireSecurity(binary, both)).resolves.toBeUndefined();
  });

  test.each([
    [
      'redis',
      both,
      badDirective('tls-port'),
      /fake \(redis 9\.9\.9\) was built without TLS, but topology\.tls is true\. Try: a redis-server/,
    ],
    ['valkey', both, badDirective('tls-port'), /was built without TLS.*CACHE_BENCH_VALKEY_BINARY/],
    ['memcached', { tls: true, password: false }, 'echo "-p, --port=<num>"', /was built without TLS/],
    ['memcached', both, 'echo "-p, --port=<num> -Z, --enable-ssl"', /supports no password.*topology\.password=false/],
  ] as const)('is rejected if the server lacks support: %s %o', async (engine, wanted, body, message) => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'fake'), body);
    const binary = { engine, path, version: '9.9.9', libraryFolders: [] };
    const refused = requireSecurity(binary, wanted);
    await expect(refused).rejects.toMatchObject({ exitCode: 5 });
    await expect(refused).rejects.toThrow(message);
    await expect(requireSecurity(binary, { tls: false, password: false })).resolves.toBeUndefined();
  });

  test('is tried if the server does not mention TLS', async () => {
    await using folder = await temporaryFolder();
    for (const engine of ['redis', 'memcached'] as const) {
      const path = await writeFakeServer(join(folder.path, engine), 'echo something else; exit 3');
      const binary = { engine, path, version: '9.9.9', libraryFolders: [] };
      await expect(requireSecurity(binary, both)).resolves.toBeUndefined();
    }
  });
});
