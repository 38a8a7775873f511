import type { Cluster, Command, Redis } from 'ioredis';
import { boundReplies } from '../../../model/bound-replies.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import { type DriverHost, type DriverOptions, openWithinMs } from '../driver.js';
import { hashSlotsOf } from '../hash-slots-of.js';
import { mergeOptions } from '../merge-options.js';
import { replyBound } from '../reply-bound.js';
import type { Words } from '../request-words.js';
import type { ClientTimes } from './client-options.js';
import { type ClusterView, clusterOptions } from './cluster-options.js';
import type { IoredisLibrary } from './ioredis.js';
import { followListedMembers } from './listed-members.js';

/** ioredis internals of a cluster client, absent from its types. */
interface ClusterInsides {
  /** By hash slot: the addresses of the members serving it, primary first. */
  readonly slots: readonly (readonly string[] | undefined)[];
  readonly connectionPool: {
    readonly redisOptions: { connectTimeout?: number };
    getInstanceByKey: (key: string) => Redis | undefined;
  };
}

/** One operation on its way through the cluster. */
interface Issued {
  /** The member it was last sent to; undefined: not sent yet. */
  member: Redis | undefined;
  readonly waits: boolean;
  /** The answer to the WAIT sent after it. */
  waiting: Promise<unknown> | undefined;
  isGivenUp: boolean;
}

/** Opens cluster clients and tracks which of their sockets each operation went to. */
export class ClusterClients {
  #library: IoredisLibrary;
  #view: ClusterView;
  #options: DriverOptions;
  #host: DriverHost;
  #hashSlotOf: readonly ((keyIndex: number) => number)[];
  /** By connection: the members that acknowledged a write over their current socket. */
  #answered: Set<string>[];
  #waitWords: readonly string[];
  /** How long a new connection may take to become usable: before the load, the whole opening time; after that, its timeout. */
  #readyWithinMs: number;
  #issued = new WeakMap<Command, Issued>();
  /** By slot: the operation issued last. */
  #inSlot: (Issued | undefined)[] = [];

  /** `waitWords`: the command sent after each write; empty: none. */
  constructor(
    library: IoredisLibrary,
    view: ClusterView,
    options: DriverOptions,
    host: DriverHost,
    waitWords: readonly string[],
  ) {
    this.#library = library;
    this.#view = view;
    this.#options = options;
    this.#host = host;
    this.#waitWords = waitWords;
    this.#readyWithinMs = openWithinMs(options);
    this.#hashSlotOf = hashSlotsOf(options);
    this.#answered = Array.from({ length: options.connections }, () => new Set());
  }

  /** A client that is not connected yet, with the times for `opening` it. `onLoss` is called for each lost socket. */
  create(connection: number, opening: ClientTimes, onLoss: () => void): Cluster {
    const { clientPolicy, clientOptions } = this.#options;
    const seeds = this.#view.seeds.map(({ host, port }) => ({ host, port }));
    const options = mergeOptions(clusterOptions(this.#view, clientPolicy, opening), clientOptions);
    const client = new this.#library.Cluster(seeds, options);
    this.#findByAnnouncedAddress(client);
    followListedMembers(client, this.#view.addressMap);
    const mostReplyBytes = replyBound(this.#options);
    client.on('+node', (member: Redis) => {
      boundReplies(member, mostReplyBytes);
      if (clientPolicy === 'measured') dropUnlessReady(member, () => this.#readyWithinMs);
      this.#watch(member);
      member.on('close', () => {
        this.#answered[connection]?.delete(keyOf(member));
        onLoss();
      });
    });
    return client;
  }

  /** The client is open: from now on its own times count. ioredis rereads them on each connect. */
  opened(client: Cluster): void {
    const { connectTimeoutMs, clientPolicy, clientOptions } = this.#options;
    const { redisOptions, slotsRefreshTimeout } = mergeOptions(
      clusterOptions(this.#view, clientPolicy, this.#options),
      clientOptions,
    );
    this.#readyWithinMs = connectTimeoutMs;
    Object.assign(client.options, { slotsRefreshTimeout });
    const { connectTimeout } = redisOptions;
    for (const { options } of client.nodes('all')) Object.assign(options, { connectTimeout });
    Object.assign(inside(client).connectionPool.redisOptions, { connectTimeout });
  }

  /** Sends the operation in a slot through the cluster; `waits`: followed by a WAIT. Returns both answers. */
  call(
    client: Cluster,
    slot: number,
    [name, ...rest]: Words,
    waits: boolean,
  ): readonly [reply: Promise<unknown>, waiting: () => Promise<unknown>] {
    const command = new this.#library.Command(name, rest, { replyEncoding: 'utf8' });
    const issued: Issued = { member: undefined, waits, waiting: undefined, isGivenUp: false };
    this.#issued.set(command, issued);
    this.#inSlot[slot] = issued;
    const reply = client.sendCommand(command) as Promise<unknown>;
    return [reply, () => reply.then(() => issued.waiting)];
  }

  /** Reports the first write that a member acknowledges over a new socket. */
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

  /**
   * Drops the socket that the operation in a slot is waiting on; if the operation has been refused by then, it is not sent
   * again.
   */
  giveUp(slot: number): void {
    const issued = this.#inSlot[slot];
    if (issued === undefined) return;
    issued.isGivenUp = true;
    if (issued.member) dropSocket(issued.member);
  }

  /**
   * Records what is sent to a member, and sends WAIT after a write. WAIT covers only writes of its own connection and has no
   * key to route by, so a cluster client would send it to any member.
   */
  #watch(member: Redis): void {
    const send = member.sendCommand.bind(member);
    const asking = member.asking.bind(member);
    // The library ignores the answer: where ASKING is denied, the operation behind it is refused as well.
    member.asking = (...given) => {
      const answer = asking(...given);
      answer.catch(() => {});
      return answer;
    };
    member.sendCommand = (command, stream) => {
      const issued = this.#issued.get(command);
      if (issued === undefined) return send(command, stream);
      if (issued.isGivenUp) {
        // A MOVED, ASK or new connection is too late: the key's next write may have been sent.
        command.reject(new Error('The deadline has passed'));
        return command.promise;
      }
      issued.member = member;
      const reply = send(command, stream);
      // A member without a connection queues the write and sends it through here again once connected.
      if (!issued.waits || member.status !== 'ready') return reply;
      issued.waiting = member.call(...(this.#waitWords as [string, ...string[]]));
      // When the write is refused, nobody awaits its WAIT.
      issued.waiting.catch(() => {});
      return reply;
    };
  }

  /**
   * The library keeps a MOVED address as the member announced it, finds no client for it if natMap maps it elsewhere, and
   * then asks any member (redis/ioredis#1582). Without our relays there would be no natMap, and it would ask the right
   * member.
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

/** A host that died silently may accept a connection and never answer on it; ioredis would wait forever. */
function dropUnlessReady(member: Redis, timeoutMs: () => number): void {
  let deadline: NodeJS.Timeout | undefined;
  member.on('connect', () => {
    deadline = setTimeout(() => dropSocket(member), timeoutMs());
  });
  member.on('ready', () => clearTimeout(deadline));
  member.on('close', () => clearTimeout(deadline));
}

// disconnect() alone closes gracefully, and a dead host never answers.
function dropSocket(member: Redis): void {
  // Many operations may pass their deadline on one socket; each disconnect() adds a listener to it.
  if (member.stream?.destroyed) return;
  member.disconnect();
  member.stream?.destroy();
}

function inside(client: Cluster): ClusterInsides {
  return client as unknown as ClusterInsides;
}

function keyOf({ options }: Redis): string {
  return `${options.host}:${options.port}`;
}
