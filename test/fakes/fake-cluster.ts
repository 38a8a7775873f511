import type { ServerProcess } from '../../src/engine/server-process.js';
import { openAccess } from '../../src/model/access.js';
import type { ClusterNode } from '../../src/topology/cluster.js';
import type { DataAccess } from '../../src/topology/data-access.js';
import type { Cluster } from '../../src/topology/topology.js';

/** A node without a process: it ends at the first signal other than SIGSTOP and SIGCONT. */
export function fakeNode(id: string, role: ClusterNode['role'], signals: string[] = []): ClusterNode {
  const address = { host: '127.0.0.1', port: 1 };
  let running = true;
  const server: ServerProcess = {
    name: id,
    pid: 0,
    logFile: '',
    get running() {
      return running;
    },
    exited: Promise.resolve({ code: 0, signal: null, escaped: 0 }),
    signal(signal) {
      signals.push(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') running = false;
      return true;
    },
    async kill() {
      running = false;
    },
    logTail: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
  return {
    id,
    role,
    zone: 'az-1',
    shard: 0,
    address,
    clientAddress: address,
    links: null,
    get running() {
      return server.running;
    },
    process: server,
  };
}

/** A cluster of fake nodes: redundant while all of them run. Unused members throw. */
export function fakeCluster(nodes: ClusterNode[], given: Partial<Cluster> = {}): Cluster {
  const refused = () => Promise.reject(new Error('not in this cluster'));
  const openLine = () => ({ command: refused, [Symbol.dispose]: () => {} });
  const data: DataAccess = {
    read: refused,
    write: refused,
    call: refused,
    waitForReplicas: refused,
    inspect: refused,
    openLine,
    expiryStepMs: 0,
    flush: refused,
    expire: refused,
  };
  const isRunning = (node: ClusterNode) => node.running;
  return {
    nodes,
    shardCount: 1,
    readyMs: 0,
    security: null,
    clientView: { kind: 'single', endpoint: { host: '127.0.0.1', port: 1 }, access: openAccess },
    network: null,
    describe: () => [],
    shardOf: () => 0,
    primaryOf: () => nodes.find((node) => node.role === 'primary' && isRunning(node)),
    replicasOf: () => nodes.filter((node) => node.role === 'replica' && isRunning(node)),
    replicationOf: () => undefined,
    nodeAt: () => undefined,
    isRedundant: () => nodes.filter(isRunning).length >= 3,
    isAttached: isRunning,
    async replace() {
      const node = fakeNode(`n${nodes.length + 1}`, 'replica');
      nodes.push(node);
      return node;
    },
    restart: refused,
    converge: async () => true,
    data,
    [Symbol.asyncDispose]: async () => {},
    ...given,
  };
}
