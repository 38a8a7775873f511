import { openAccess } from '../../../model/access.js';
import { readSources } from '../../../model/client-view.js';
import type { Protocol } from '../../../model/protocol.js';
import { respFamily } from '../../../model/protocol-family.js';
import type { DriverDefinition } from '../driver.js';
import { policyOptions } from './client-options.js';
import { clusterPolicyOptions } from './cluster-options.js';
import { type IoredisLibrary, ioredis, ioredisVersion } from './ioredis.js';
import { openIoredisDriver } from './ioredis-driver.js';

/** Where the servers are, how to log in, and what would change keys, values or routes. */
const ownOptions = [
  ...['host', 'port', 'path', 'username', 'password', 'db', 'tls', 'protocol'],
  ...['name', 'role', 'sentinels', 'sentinelUsername', 'sentinelPassword', 'sentinelTLS', 'enableTLSForSentinelMode'],
  ...['natMap', 'scaleReads', 'lazyConnect', 'keyPrefix', 'readOnly', 'replyMapping', 'stringNumbers', 'Connector'],
];

/** The application's own client: the one people use, with its reconnects and quirks. */
export const ioredisDriver = driverWith({
  summary: 'ioredis, the client library that applications use; one client per connection.',
  name: 'ioredis',
  load: async () => ioredis(),
  version: ioredisVersion,
  protocols: respFamily.protocols,
});

/** ioredis, or a library with the same interface and behaviour. */
interface LibraryDefinition {
  readonly summary: string;
  /** Of its package. */
  readonly name: string;
  load(): Promise<IoredisLibrary>;
  version(): string;
  readonly protocols: readonly Protocol[];
}

/** A driver for a library of this kind. */
export function driverWith({ summary, name, load, version, protocols }: LibraryDefinition): DriverDefinition {
  return {
    summary,
    clientPolicies: ['measured', 'production', 'application'],
    protocols,
    readsFrom: readSources,
    async library() {
      await load();
      return { name, version: version() };
    },
    settings: ({ view, clientPolicy, ...times }) =>
      view.kind === 'cluster'
        ? clusterPolicyOptions({ ...view, access: openAccess }, clientPolicy, times)
        : policyOptions(clientPolicy, times),
    ownOptions,
    remedies: {
      deadConnection: 'A shorter socketTimeout',
      backOff: 'A retryStrategy or sentinelRetryStrategy with a lower maximum',
      staleTopology: 'Refreshing the topology on READONLY and MOVED (reconnectOnError, slotsRefreshInterval)',
    },
    open: async (options, host) => openIoredisDriver(await load(), options, host),
  };
}
