import type { ClientView } from '../../model/client-view.js';
import { viewOfServer } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';

/** The view of a client that reaches some servers (by their `host:port`) elsewhere. */
export function viewThrough(view: ClientView, relays: ReadonlyMap<string, Endpoint>): ClientView {
  const through = (endpoint: Endpoint) => relays.get(endpointName(endpoint)) ?? endpoint;
  if ('endpoint' in view) return viewOfServer(through(view.endpoint), view);
  if ('servers' in view)
    return { ...view, servers: view.servers.map((server) => ({ ...server, endpoint: through(server.endpoint) })) };
  const addressMap = Object.fromEntries(Object.entries(view.addressMap).map(([from, to]) => [from, through(to)]));
  return 'seeds' in view ? { ...view, addressMap, seeds: view.seeds.map(through) } : { ...view, addressMap };
}
