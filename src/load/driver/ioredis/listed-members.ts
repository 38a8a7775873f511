import type { Cluster } from 'ioredis';
import type { AddressMap } from '../../../model/address-map.js';
import { memberAddress, membersIn, parseRedirection, unlistedMember } from '../../../model/member-address.js';
import type { Endpoint } from '../../../model/node.js';

type Handlers = Readonly<Record<string, (...given: never[]) => void>> & { readonly defaults: () => void };

/** ioredis internals for redirections, absent from its types. */
interface Redirecting {
  readonly connectionPool: { reset: (nodes: readonly Endpoint[]) => void };
  handleError: (error: Error, ttl: object, handlers: Handlers) => void;
}

/** An empty host means the host of the member that answered, which is unknown here. */
const nowhere: Endpoint = { host: '', port: 0 };

/**
 * Lets a client follow MOVED and ASK only to members that the cluster itself lists: the library would connect to any address
 * and authenticate there.
 */
export function followListedMembers(client: Cluster, addressMap: AddressMap): void {
  const insides = client as unknown as Redirecting;
  /** As announced, and as reached by clients. */
  const listed = new Set(Object.keys(addressMap));
  const add = ({ host, port }: Endpoint) => listed.add(`${host}:${port}`);
  for (const reached of Object.values(addressMap)) add(reached);
  let asking: Promise<void> | undefined;

  const reset = insides.connectionPool.reset.bind(insides.connectionPool);
  insides.connectionPool.reset = (nodes) => {
    const proper = nodes.filter(({ host, port }) => memberAddress(host, port, nowhere) !== undefined);
    for (const node of proper) add(node);
    reset(proper);
  };

  const handleError = insides.handleError.bind(client);
  insides.handleError = (error, ttl, handlers) => {
    const redirection = parseRedirection(error.message, nowhere);
    const { endpoint } = redirection ?? {};
    if (redirection === undefined || (endpoint && listed.has(`${endpoint.host}:${endpoint.port}`))) {
      handleError(error, ttl, handlers);
      return;
    }
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    void asking.then(() => {
      if (endpoint && listed.has(`${endpoint.host}:${endpoint.port}`)) return handleError(error, ttl, handlers);
      error.message = unlistedMember(error.message);
      handlers.defaults();
    });
  };

  async function ask(): Promise<void> {
    for (const member of client.nodes('master')) {
      const text = await member.cluster('NODES').catch(() => undefined);
      if (typeof text !== 'string') continue;
      for (const { host, port } of membersIn(text)) {
        const address = memberAddress(host, port, nowhere);
        if (address !== undefined) add(address);
      }
      return;
    }
  }
}
