import { UsageError } from '../errors/errors.js';
import type { Ready } from '../session/client/client-settings.js';
import type { ClientOptions, Options, Place } from './client-options.js';

/** The options for the clients of a cluster that is ready. */
export function readyClients({
  cluster,
  client,
  libraries,
}: Pick<Ready, 'cluster' | 'client' | 'libraries'>): ClientOptions {
  const refusal = (library: string) =>
    new UsageError(`${library} does not support the servers of ${cluster.topology}.`);
  const single = (library: string, other: string) => (): Options => {
    if (client.ioredis === null) throw refusal(library);
    if (client.ioredis.members !== null)
      throw new UsageError(`Members of a cluster need more than one argument. Try: new Cluster(...clients.${other}())`);
    return client.ioredis.options;
  };
  const members = (library: string, other: string) => (): [Place[], Options] => {
    if (client.ioredis === null) throw refusal(library);
    if (client.ioredis.members === null)
      throw new UsageError(`These servers are no Redis Cluster. Try: new Redis(clients.${other}())`);
    return [client.ioredis.members, client.ioredis.options];
  };
  return {
    ioredis: single('ioredis', 'ioredisCluster'),
    ioredisCluster: members('ioredis', 'ioredis'),
    iovalkey: single('iovalkey', 'iovalkeyCluster'),
    iovalkeyCluster: members('iovalkey', 'iovalkey'),
    nodeRedis() {
      if (libraries.nodeRedis === null) throw refusal('@redis/client');
      return libraries.nodeRedis;
    },
    memjs() {
      if (libraries.memjs === null) throw refusal('memjs');
      return libraries.memjs;
    },
  };
}
