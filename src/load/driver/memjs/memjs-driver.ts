import { createRequire } from 'node:module';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { DriverDefinition, DriverOptions } from '../driver.js';
import { lackOf, openPoolDriver } from '../memcached-library/pool-driver.js';
import { mergeOptions } from '../merge-options.js';
import { loadOptional } from '../optional-package.js';
import { type Library, MemjsClient } from './memjs-client.js';

const require = createRequire(import.meta.url);
const optionalPackage = { driver: 'memjs', name: 'memjs', version: '1.3.2' };
const loadLibrary = () =>
  loadOptional(optionalPackage, async () => (await import('memjs')).default as unknown as Library);

/** A client of memcached's binary protocol; it may never report that a connection was lost. */
export const memjsDriver: DriverDefinition = {
  summary: 'memjs, a client library for memcached (npm install memjs@1.3.2); one client per connection.',
  clientPolicies: ['measured', 'production', 'application'],
  protocols: ['binary'],
  readsFrom: ['primary'],
  lackFor: (needs) => lackOf('memjs', needs),
  async library() {
    await loadLibrary();
    const { version } = require('memjs/package.json') as { readonly version: string };
    return { name: 'memjs', version };
  },
  settings: ({ clientPolicy, ...times }) => policyOptions(clientPolicy, times),
  // How to log in, and what would change values.
  ownOptions: ['username', 'password', 'serializer', 'expires', 'logger'],
  remedies: {
    deadConnection: 'A shorter timeout',
    backOff: 'A shorter retry_delay or fewer retries',
    staleTopology: 'A shorter failoverTime',
  },
  async open(options, host) {
    const library = await loadLibrary();
    return openPoolDriver('memjs', options, host, (given, settings) => {
      const own = mergeOptions(policyOptions(given.clientPolicy, given), given.clientOptions);
      // It would print a line for each failed command.
      return new MemjsClient(library, { ...settings, options: { ...own, logger: { log() {} } } });
    });
  },
};

/** How the library behaves during a failure. Its times are in seconds. */
function policyOptions(
  policy: ClientPolicy,
  { deadlineMs, connectTimeoutMs }: Pick<DriverOptions, 'deadlineMs' | 'connectTimeoutMs'>,
): object {
  // It counts the first attempt as a retry.
  const once = { retries: 1, conntimeout: connectTimeoutMs / 1000 };
  switch (policy) {
    // We enforce the deadline ourselves.
    case 'measured':
      return { ...once, timeout: (2 * deadlineMs) / 1000 };
    case 'production':
      return { ...once, timeout: deadlineMs / 1000, keepAlive: true };
    case 'application':
      return {};
    default:
      return policy satisfies never;
  }
}
