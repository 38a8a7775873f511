import { createRequire } from 'node:module';
import { driverWith } from '../ioredis/driver-with.js';
import type { IoredisLibrary } from '../ioredis/ioredis.js';
import { loadOptional } from '../optional-package.js';

const require = createRequire(import.meta.url);
const optionalPackage = { driver: 'iovalkey', name: 'iovalkey', version: '0.4.0' };

/** The fork of ioredis for Valkey. */
export const iovalkeyDriver = driverWith({
  summary: 'iovalkey, the fork of ioredis for Valkey; one client per connection.',
  name: optionalPackage.name,
  load: () => loadOptional(optionalPackage, async () => (await import('iovalkey')) as unknown as IoredisLibrary),
  version: () => (require('iovalkey/package.json') as { readonly version: string }).version,
  protocols: ['resp2'],
});
