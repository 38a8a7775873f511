import { expect, it } from 'vitest';
import { tlsHangWarning } from '../../../src/topology/memcached/tls-hang.js';

const binary = { engine: 'memcached', path: 'memcached', libraryFolders: [] } as const;

it.each([
  ['of a version that has the mistake', '1.6.18', 64, 1_024, true, true],
  ['of the last such version', '1.6.38', 64, 1_024, true, true],
  ['of a mended version', '1.6.39', 64, 1_024, true, false],
  ['of a later series', '1.7.0', 64, 1_024, true, false],
  ['without TLS', '1.6.18', 64, 1_024, false, false],
  ['with what fits into a record', '1.6.18', 16, 128, true, false],
  ['with one request at a time, however long', '1.6.18', 1, 1_000_000, true, false],
] as const)('warns about requests that %s: %s', (_what, version, pipeline, valueBytes, tls, warns) => {
  const warning = tlsHangWarning({ tls }, { pipeline, valueBytes }, { ...binary, version });
  if (warns) expect(warning?.message).toMatch(/may time out\. Try: a smaller workload\.pipeline/);
  else expect(warning).toBeUndefined();
});
