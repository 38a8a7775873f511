import { createRequire } from 'node:module';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { DriverDefinition, DriverOptions } from '../driver.js';
import { lackOf, openPoolDriver } from '../memcached-library/pool-driver.js';
import { mergeOptions } from '../merge-options.js';
import { loadOptional } from '../optional-package.js';
import { type Library, MemcachedClient } from './memcached-client.js';

const require = createRequire(import.meta.url);
const optionalPackage = { driver: 'memcached', name: 'memcached', version: '2.2.2' };
const loadLibrary = () =>
  loadOptional(optionalPackage, async () => (await import('memcached')).default as unknown as Library);

/** Otherwise a server counts as dead after five failures, and is left alone for five hours. */
const neverDead = { failures: 1_000_000 };

/** A client of memcached's text protocol; it may never report that a connection was lost. */
export const memcachedDriver: DriverDefinition = {
  summary: 'memcached, a client library for memcached (npm install memcached@2.2.2); one client per connection.',
  clientPolicies: ['measured', 'production', 'application'],
  protocols: ['text'],
  readsFrom: ['primary'],
  lackFor: (needs) => lackOf('memcached', needs),
  async library() {
    await loadLibrary();
    const { version } = require('memcached/package.json') as { readonly version: string };
    return { name: 'memcached', version };
  },
  settings: ({ clientPolicy, ...times }) => policyOptions(clientPolicy, times),
  // What would change keys, values or routes.
  ownOptions: [
    ...['namespace', 'maxKeySize', 'keyCompression', 'maxValue', 'maxExpiration', 'algorithm', 'compatibility'],
    ...['compatiblity', 'redundancy', 'remove', 'failOverServers', 'debug'],
  ],
  remedies: {
    deadConnection: 'A shorter idle time and a time limit of your own for each command',
    backOff: 'A shorter retry, and more failures before a server counts as dead',
    staleTopology: 'A shorter reconnect',
  },
  async open(options, host) {
    const library = await loadLibrary();
    return openPoolDriver('memcached', options, host, (given, settings) => {
      const own = mergeOptions(policyOptions(given.clientPolicy, given), given.clientOptions);
      return new MemcachedClient(library, { ...settings, options: own });
    });
  },
};

/** How the library behaves during a failure. */
function policyOptions(policy: ClientPolicy, { connectTimeoutMs }: Pick<DriverOptions, 'connectTimeoutMs'>): object {
  switch (policy) {
    // We enforce the deadline ourselves.
    case 'measured':
      return { ...neverDead, timeout: connectTimeoutMs, retries: 0, retry: 50, poolSize: 1, idle: 0 };
    case 'production':
      return { ...neverDead, timeout: connectTimeoutMs, retries: 0, retry: 1_000 };
    case 'application':
      return {};
    default:
      return policy satisfies never;
  }
}
