import type { Cluster, Command, Redis } from 'ioredis';
import { boundReplies } from '../../../model/bound-replies.js';
import { ownKeyHashing } from '../../../model/hash-slot.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import type { DriverHost, DriverOptions } from '../driver.js';
import { replyBound } from '../reply-bound.js';
import { type ClusterView, clusterOptions } from './cluster-options.js';
import { ioredis } from './ioredis.js';
import { followListedMembers } from './listed-members.js';

/** What ioredis knows of the cluster, and tells nobody. */
interface ClusterInsides {
  /** By hash slot: the addresses of the members that serve it, the primary first. */
  readonly slots: readonly (readonly string[] | undefined)[];
  readonly connectionPool: { getInstanceByKey: (key: string) => Redis | undefined };
}

/** One operation on its way through the cluster. */
interface Issued {
  /** Where it was sent to last; undefined: nowhere yet. */
  member: Redis | undefined;
  readonly waits: boolean;
  /** The answer to the WAIT that went behind it. */
  waiting: Promise<unknown> | undefined;
  isGivenUp: boolean;
}

/** Opens clients of a cluster, and knows which of their sockets an operation went to. */
export class ClusterClients {
  #library = ioredis();
  #view: ClusterView;
  #options: DriverOptions;
  #host: DriverHost;
  #hashSlotOf: readonly ((keyIndex: number) => number)[];
  /** By connection: the members that acknowledged a write over the socket that there is now. */
  #answered: Set<string>[];
  /** What follows each write; empty: nothing does. */
  #waitWords: readonly string[];
  #issued = new WeakMap<Command, Issued>();
  /** By slot: what was issued last. */
  #inSlot: (Issued | undefined)[] = [];

  constructor(view: ClusterView, options: DriverOptions, host: DriverHost, waitWords: readonly string[]) {
    this.#view = view;
    this.#options = options;
    this.#host = host;
    this.#waitWords = waitWords;
    this.#hashSlotOf = options.operations.map(({ space }) => ownKeyHashing(space, options.runTag));
    this.#answered = Array.from({ length: options.connections }, () => new Set());
  }

  /** A client that is not connected yet. `onLoss` hears of each socket that is gone. */
  create(connection: number, onLoss: () => void): Cluster {
    const { clientPolicy, connectTimeoutMs } = this.#options;
    const seeds = this.#view.seeds.map(({ host, port }) => ({ host, port }));
    const client = new this.#library.Cluster(seeds, clusterOptions(this.#view, clientPolicy, this.#options));
    this.#findByAnnouncedAddress(client);
    followListedMembers(client, this.#view.addressMap);
    const mostReplyBytes = replyBound(this.#options);
    client.on('+node', (member: Redis) => {
      boundReplies(member, mostReplyBytes);
      if (clientPolicy === 'measured') dropUnlessReady(member, connectTimeoutMs);
      this.#watch(member);
      member.on('close', () => {
        this.#answered[connection]?.delete(keyOf(member));
        onLoss();
      });
    });
    return client;
  }

  /** Sends the operation in a slot its way through the cluster; `waits`: with a WAIT behind it. Gives the answers to both. */
  call(
    client: Cluster,
    slot: number,
    [name, ...rest]: readonly [name: string, ...rest: string[]],
    waits: boolean,
  ): readonly [reply: Promise<unknown>, waiting: () => Promise<unknown>] {
    const command = new this.#library.Command(name, rest, { replyEncoding: 'utf8' });
    const issued: Issued = { member: undefined, waits, waiting: undefined, isGivenUp: false };
    this.#issued.set(command, issued);
    this.#inSlot[slot] = issued;
    const reply = client.sendCommand(command) as Promise<unknown>;
    return [reply, () => reply.then(() => issued.waiting)];
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

  /** Drops the socket that the operation in a slot is waiting on; if that is refused by then, it is sent to nobody else. */
  giveUp(slot: number): void {
    const issued = this.#inSlot[slot];
    if (issued === undefined) return;
    issued.isGivenUp = true;
    if (issued.member) dropSocket(issued.member);
  }

  /**
   * Notes what is sent to a member, and sends WAIT behind a write: it asks for what its own connection has written, and has no
   * key that would lead it there, so that the client of a cluster would send it to any member.
   */
  #watch(member: Redis): void {
    const send = member.sendCommand.bind(member);
    const asking = member.asking.bind(member);
    // The library awaits no answer: where ASKING is not permitted, the operation behind it is refused as well.
    member.asking = (...given) => {
      const answer = asking(...given);
      answer.catch(() => {});
      return answer;
    };
    member.sendCommand = (command, stream) => {
      const issued = this.#issued.get(command);
      if (issued === undefined) return send(command, stream);
      if (issued.isGivenUp) {
        // MOVED, ASK or a new connection come too late: the key may have got its next write.
        command.reject(new Error('The deadline has passed'));
        return command.promise;
      }
      issued.member = member;
      const reply = send(command, stream);
      // One that has no connection yet keeps the write, and sends it through here again when it has.
      if (!issued.waits || member.status !== 'ready') return reply;
      issued.waiting = member.call(...(this.#waitWords as [string, ...string[]]));
      // Of a write that is refused nobody asks what became of its WAIT.
      issued.waiting.catch(() => {});
      return reply;
    };
  }

  /**
   * The library keeps the address of a MOVED as the member said it, finds no client for it where natMap has another, and then
   * asks any member (redis/ioredis#1582). Without our relays there would be no natMap, and it would ask the right one.
   */
  #findByAnnouncedAddress(client: Cluster): void {
    const { connectionPool } = inside(client);
    const find = connectionPool.getInstanceByKey.bind(connectionPool);
    connectionPool.getInstanceByKey = (key) => {
      const endpoint: Endpoint | undefined = this.#view.addressMap[key];
      return find(key) ?? (endpoint && find(`${endpoint.host}:${endpoint.port}`));
    };
  }

  #membersOf(client: Cluster, slot: number): readonly string[] {
    const { kind, key } = this.#options.slots;
    return inside(client).slots[this.#hashSlotOf[kind[slot]!]!(key[slot]!)] ?? [];
  }
}

/** A host that died without a word may accept a connection, and never answers on it: ioredis would wait for ever. */
function dropUnlessReady(member: Redis, timeoutMs: number): void {
  let deadline: NodeJS.Timeout | undefined;
  member.on('connect', () => {
    deadline = setTimeout(() => dropSocket(member), timeoutMs);
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
