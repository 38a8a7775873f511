import { InternalError } from '../../errors/errors.js';
import type { Endpoint, NodeDescription, NodeRole } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import { foreignProcess } from './foreign-process.js';

/** We are told of no zone. */
const zone = 'external';

/** A server that somebody else runs, as a node of a cluster. */
export function foreignNode(id: string, role: NodeRole, shard: number | null, address: Endpoint): ClusterNode {
  return { id, role, shard, zone, address, clientAddress: address, links: null, process: foreignProcess(id) };
}

/** Servers of somebody else, as a record tells them. */
export function describeForeign(nodes: readonly ClusterNode[]): readonly NodeDescription[] {
  return nodes.map(({ id, role, shard, address }) => ({
    id,
    role,
    shard,
    zone,
    ...address,
    pid: null,
    dataDir: null,
  }));
}

/** What a cluster of somebody else does when it is asked to mend a server: nothing that plans a run may ask for it. */
export async function refuseToMend({ id }: ClusterNode): Promise<never> {
  throw new InternalError(`${id} is a server of somebody else, and can't be started again or replaced.`);
}
