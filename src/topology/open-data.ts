import { atMost } from '../clock/wait.js';
import { InternalError } from '../errors/errors.js';
import type { Access } from '../model/access.js';
import type { ClientView } from '../model/client-view.js';
import type { ClusterNode } from './cluster.js';
import { clusterDataAccess } from './cluster-mode/cluster-data.js';
import { redisControl } from './control-connection.js';
import { type ControlPlane, waitUntilServing } from './control-plane.js';
import type { DataAccess } from './data-access.js';
import { targetTimeoutMs } from './external/server-identity.js';
import { memcachedControl } from './memcached-control.js';
import { memcachedDataAccess } from './memcached-data.js';
import { redisDataAccess } from './redis-data.js';

/** Access to data over new connections, to nodes of a cluster that may be on other machines. Disposing it closes them. */
export interface OpenedData extends Disposable {
  readonly data: DataAccess;
  /** Connects to a node. False: it does not answer in time. */
  connect(node: ClusterNode): Promise<boolean>;
}

/**
 * Access to the data of the cluster that clients see like this, for a process that only knows addresses: the hash slots of a
 * Redis Cluster that a node doesn't serve are not followed.
 */
export function openData({ kind, access }: ClientView): OpenedData {
  return openers[kind](access);
}

const openers: Readonly<Record<ClientView['kind'], (access: Access) => OpenedData>> = {
  single: openRedis,
  sentinel: openRedis,
  cluster: (access) =>
    // Replicas only answer connections in READONLY mode.
    open(redisControl(access, { readOnly: true, timeoutMs: targetTimeoutMs }), (connectionOf) =>
      clusterDataAccess(connectionOf, async () => undefined),
    ),
  pool: (access) => open(memcachedControl(access, targetTimeoutMs), memcachedDataAccess),
};

function openRedis(access: Access): OpenedData {
  return open(redisControl(access, { timeoutMs: targetTimeoutMs }), redisDataAccess);
}

function open<Connection>(
  control: ControlPlane<Connection>,
  dataOver: (connectionOf: (node: ClusterNode) => Connection) => DataAccess,
): OpenedData {
  const connections = new Map<ClusterNode, Connection>();
  let isClosed = false;
  const connectionOf = (node: ClusterNode) => {
    const connection = connections.get(node);
    if (connection === undefined) throw new InternalError(`${node.id} has no connection`);
    return connection;
  };
  return {
    data: dataOver(connectionOf),
    async connect(node) {
      const connection = control.open(node.address);
      connections.set(node, connection);
      const serving = waitUntilServing(control, connection, targetTimeoutMs, () => isClosed);
      // A server that hangs may hold up its last answer past the end.
      return (await atMost(serving, targetTimeoutMs)) === true;
    },
    [Symbol.dispose]() {
      isClosed = true;
      for (const connection of connections.values()) control.close(connection);
    },
  };
}
