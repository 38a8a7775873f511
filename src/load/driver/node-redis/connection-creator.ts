import type { DriverOptions } from '../driver.js';
import { mergeOptions } from '../merge-options.js';
import { replyBound } from '../reply-bound.js';
import type { Client } from './client.js';
import { clusterOptions, sentinelOptions, singleOptions } from './client-options.js';
import { ClusterConnection } from './cluster-connection.js';
import type { Connection, ConnectionEvents } from './connection.js';
import type { Library } from './library.js';
import { SentinelConnection, SentinelPool } from './sentinel-connection.js';
import { SingleConnection } from './single-connection.js';

/** Creates connections to the servers of a view, none of them open yet. */
export function connectionCreator(
  library: Library,
  options: DriverOptions,
  readyWithinMs: () => number,
): (events: ConnectionEvents) => Connection {
  const { view, clientOptions, clientPolicy } = options;
  let pool: SentinelPool | undefined;
  return (events) => {
    const mostReplyBytes = replyBound(options);
    switch (view.kind) {
      case 'single': {
        // The library builds a class whenever options differ from the last ones, which takes 100 ms; it compares their JSON.
        const alike = Object.assign(mergeOptions(singleOptions(view, options), clientOptions), {
          toJSON: () => 'alike',
        });
        const client = library.createClient(alike) as unknown as Client;
        const queuesOffline = clientPolicy !== 'measured';
        return new SingleConnection(client, { ...view, mostReplyBytes, queuesOffline, readyWithinMs }, events);
      }
      case 'sentinel':
        pool ??= new SentinelPool(library, mergeOptions(sentinelOptions(view, options), clientOptions), events.error);
        return new SentinelConnection(pool, mostReplyBytes, events);
      case 'cluster': {
        const merged = mergeOptions(clusterOptions(view, options), clientOptions);
        return new ClusterConnection(library, merged, { mostReplyBytes, events });
      }
      case 'pool':
        throw new Error('node-redis does not support memcached; use the wire driver');
      default:
        return view satisfies never;
    }
  };
}
