import type { Cluster, Redis } from 'ioredis';
import { ownKeyHashing } from '../../../model/hash-slot.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import type { DriverHost, DriverOptions } from '../driver.js';
import { type ClusterView, clusterOptions } from './cluster-options.js';
import { ioredis } from './ioredis.js';

/** What ioredis knows of the cluster, and tells nobody. */
interface ClusterInsides {
  /** By hash slot: the addresses of the members that serve it, the primary first. */
  readonly slots: readonly (readonly string[] | undefined)[];
  readonly connectionPool: { getInstanceByKey(key: string): Redis | undefined };
}

/** Opens clients of a cluster, and knows which of their sockets an operation went to. */
export class ClusterClients {
  #view: ClusterView;
  #options: DriverOptions;
  #host: DriverHost;
  #hashSlotOf: readonly ((keyIndex: number) => number)[];
  /** By connection: the members that acknowledged a write over the socket that there is now. */
  #answered: Set<string>[];

  constructor(view: ClusterView, options: DriverOptions, host: DriverHost) {
    this.#view = view;
    this.#options = options;
    this.#host = host;
    this.#hashSlotOf = options.operations.map(({ space }) => ownKeyHashing(space, options.runTag));
    this.#answered = Array.from({ length: options.connections }, () => new Set());
  }

  /** A client that is not connected yet. `onLoss` hears of each socket that is gone. */
  create(connection: number, onLoss: () => void): Cluster {
    const { clientPolicy, deadlineMs } = this.#options;
    const seeds = this.#view.seeds.map(({ host, port }) => ({ host, port }));
    const client = new (ioredis().Cluster)(seeds, clusterOptions(this.#view, clientPolicy, deadlineMs));
    client.on('+node', (member: Redis) => {
      if (clientPolicy === 'measured') dropUnlessReady(member, deadlineMs);
      member.on('close', () => {
        this.#answered[connection]?.delete(keyOf(member));
        onLoss();
      });
    });
    return client;
  }

  /** Tells the first write that a member acknowledges over a new socket. */
  acknowledged(client: Cluster, connection: number, slot: number): void {
    const { slots, operations } = this.#options;
    if (!operations[slots.kind[slot]!]!.writes) return;
    const key = this.#membersOf(client, slot)[0];
    const answered = this.#answered[connection];
    if (key === undefined || answered === undefined || answered.has(key)) return;
    answered.add(key);
    const endpoint: Endpoint | undefined = this.#view.addressMap[key];
    this.#host.nodeAnswered?.(endpoint ? endpointName(endpoint) : key);
  }

  /** Drops the sockets that the operation in a slot may be waiting on, and no others. */
  drop(client: Cluster, slot: number): void {
    const { slots, operations } = this.#options;
    const isFromReplica = this.#view.readFrom !== 'primary' && !operations[slots.kind[slot]!]!.writes;
    const members = this.#membersOf(client, slot);
    for (const key of isFromReplica ? members : members.slice(0, 1)) {
      const member = inside(client).connectionPool.getInstanceByKey(key);
      if (member) dropSocket(member);
    }
  }

  #membersOf(client: Cluster, slot: number): readonly string[] {
    const { kind, key } = this.#options.slots;
    return inside(client).slots[this.#hashSlotOf[kind[slot]!]!(key[slot]!)] ?? [];
  }
}

/** A host that died without a word may accept a connection, and never answers on it: ioredis would wait for ever. */
function dropUnlessReady(member: Redis, deadlineMs: number): void {
  let deadline: NodeJS.Timeout | undefined;
  member.on('connect', () => {
    deadline = setTimeout(() => dropSocket(member), deadlineMs);
  });
  member.on('ready', () => clearTimeout(deadline));
  member.on('close', () => clearTimeout(deadline));
}

// disconnect() alone says goodbye politely, which a dead host never answers.
function dropSocket(member: Redis): void {
  member.disconnect();
  member.stream?.destroy();
}

function inside(client: Cluster): ClusterInsides {
  return client as unknown as ClusterInsides;
}

function keyOf({ options }: Redis): string {
  return `${options.host}:${options.port}`;
}
