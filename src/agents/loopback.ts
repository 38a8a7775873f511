import { isIPv4 } from 'node:net';
import type { ClientView } from '../model/client-view.js';
import type { Endpoint } from '../model/node.js';

/** The addresses of a cluster that lead nowhere from another machine. */
export function loopbackAddresses(view: ClientView): readonly string[] {
  return endpointsOf(view)
    .filter(isLoopback)
    .map(({ host, port }) => (host.startsWith('/') ? host : `${host}:${port}`));
}

function endpointsOf(view: ClientView): readonly Endpoint[] {
  if ('servers' in view) return view.servers.map(({ endpoint }) => endpoint);
  if ('sentinels' in view) return [...view.sentinels, ...Object.values(view.addressMap)];
  if ('seeds' in view) return [...view.seeds, ...Object.values(view.addressMap)];
  return [view.endpoint];
}

/** Whether an address leads to whichever machine uses it. */
export function isLoopback({ host }: Pick<Endpoint, 'host'>): boolean {
  return (isIPv4(host) && host.startsWith('127.')) || ['localhost', '::1'].includes(host) || host.startsWith('/');
}
