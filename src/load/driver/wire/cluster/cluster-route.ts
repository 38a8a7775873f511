import { monotonicMs } from '../../../../clock/monotonic.js';
import { pause } from '../../../../clock/wait.js';
import type { ClientView } from '../../../../model/client-view.js';
import type { ServedSlots } from '../../../../model/cluster-slots.js';
import { parseRedirection } from '../../../../model/member-address.js';
import type { Endpoint } from '../../../../model/node.js';
import { type DriverOptions, openingTimeoutMs } from '../../driver.js';
import { hashSlotsOf } from '../../hash-slots-of.js';
import type { Refusal } from '../../refusal.js';
import type { PrimaryAnswer } from '../find-primary.js';
import type { Route } from '../route.js';
import { askForSlots } from './ask-for-slots.js';
import { MemberListing } from './member-listing.js';
import { emptySlotMap, nobody, takeOver } from './slot-map.js';

const refreshDelayMs = 50;
/** MOVED never reveals a new replica, and members list one only once they know its replication offset. */
const replicaRefreshMs = 1_000;
/** At most this many members beyond the initial ones can be known at once. */
const spareNodes = 32;

/** A member, under the number that lines use for it. */
interface Member {
  readonly endpoint: Endpoint;
  /** Whether the map lists it as serving reads or writes, or an ASK named it. */
  isWanted: boolean;
  replicas: readonly number[];
  /** Round-robin position for reads. */
  turn: number;
}

/** Where a refused operation goes next. */
interface Followed {
  readonly node: number;
  readonly isAsk: boolean;
  readonly isPending: boolean;
}

/**
 * Routes to the members of a Redis Cluster: a map from hash slots to members, loaded from CLUSTER SLOTS and corrected by
 * MOVED. All lines share one pending request. While a member is lost, the map is refreshed repeatedly.
 */
export class ClusterRoute implements Route {
  nodeCount = 0;
  /** Called when the map changes: members joined, left, or became the primary of slots. */
  onChange: (promoted: readonly number[]) => void = () => {};
  #view: Extract<ClientView, { readonly kind: 'cluster' }>;
  #options: DriverOptions;
  #members: Member[] = [];
  #primaryOf = emptySlotMap();
  #hashSlotOf: readonly ((keyIndex: number) => number)[];
  #reads: readonly boolean[];
  #lost = new Set<number>();
  #listing: MemberListing;
  #stop = new AbortController();
  #asked = 0;
  #refreshing: Promise<Refusal | undefined> | undefined;
  #isWatching = false;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(view: Extract<ClientView, { readonly kind: 'cluster' }>, options: DriverOptions) {
    const { operations } = options;
    this.#view = view;
    this.#options = options;
    this.#listing = new MemberListing(view, options.deadlineMs);
    this.#hashSlotOf = hashSlotsOf(options);
    this.#reads = operations.map(({ writes }) => !writes && view.readFrom !== 'primary');
  }

  /** Loads the map for the first time; returns the reason if it can't. */
  async start(): Promise<Refusal | undefined> {
    const refusal = await this.#refresh(openingTimeoutMs(this.#options));
    if (this.#view.readFrom !== 'primary') void this.#refreshOnAndOn();
    this.nodeCount = this.#members.length + spareNodes;
    return refusal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** -1: no known member serves it. */
  nodeOf(slot: number): number {
    const { kind, key } = this.#options.slots;
    const operation = kind[slot]!;
    const primary = this.#primaryOf[this.#hashSlotOf[operation]!(key[slot]!)]!;
    return primary === nobody || !this.#reads[operation] ? primary : this.#readerOf(primary);
  }

  async find(node: number): Promise<PrimaryAnswer> {
    const member = this.#members[node];
    if (member !== undefined) return { endpoint: member.endpoint };
    return { refusal: { reason: 'the cluster has no such member', isFinal: false } };
  }

  wants(node: number): boolean {
    return this.#members[node]?.isWanted === true;
  }

  wanted(): readonly number[] {
    return [...this.#members.keys()].filter((node) => this.wants(node));
  }

  lineReady(node: number): void {
    this.#lost.delete(node);
  }

  lineLost(node: number): void {
    this.#lost.add(node);
    void this.#watch();
  }

  /**
   * The member that a MOVED or ASK names; -1 for any other message, or for a member that the cluster itself does not list:
   * it is never contacted and gets no password. `isPending`: the cluster is being asked whether it lists the member. `node`:
   * the sender.
   */
  follow(message: string, node: number): Followed {
    const asked = this.#members[node]?.endpoint ?? { host: '', port: 0 };
    const redirection = parseRedirection(message, asked);
    if (redirection === undefined) return { node: nobody, isAsk: false, isPending: false };
    const { isAsk, hashSlot, endpoint } = redirection;
    if (endpoint === undefined || !this.#listing.has(endpoint)) {
      const isPending = endpoint !== undefined && this.#listing.isBeingAsked(endpoint, () => this.#healthy());
      return { node: nobody, isAsk, isPending };
    }
    const target = this.#nodeAt(endpoint);
    if (target === nobody) return { node: nobody, isAsk, isPending: false };
    const member = this.#members[target]!;
    const isNew = !member.isWanted;
    member.isWanted = true;
    if (!isAsk) {
      this.#primaryOf[hashSlot] = target;
      void this.#refreshSoon();
    }
    if (isNew) this.onChange(isAsk ? [] : [target]);
    return { node: target, isAsk, isPending: false };
  }

  #readerOf(primary: number): number {
    const member = this.#members[primary]!;
    const { replicas } = member;
    const choices = this.#view.readFrom === 'any' ? replicas.length + 1 : replicas.length;
    if (choices === 0) return primary;
    member.turn = member.turn + 1 < choices ? member.turn + 1 : 0;
    const reader = replicas[member.turn];
    return reader === undefined || this.#lost.has(reader) ? primary : reader;
  }

  async #refreshOnAndOn(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await pause(replicaRefreshMs, signal);
      if (!signal.aborted) await this.#refresh();
    }
  }

  /** Refreshes until no wanted member is lost. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { signal } = this.#stop;
    while (!signal.aborted && [...this.#lost].some((node) => this.wants(node))) {
      await this.#refresh();
      await pause(refreshDelayMs, signal);
    }
    this.#isWatching = false;
  }

  async #refreshSoon(): Promise<void> {
    if (this.#refreshing !== undefined || this.#isWatching) return;
    this.#isWatching = true;
    await pause(this.#refreshedAtMs + refreshDelayMs - monotonicMs(), this.#stop.signal);
    if (!this.#stop.signal.aborted) await this.#refresh();
    this.#isWatching = false;
    // A member may have been lost in the meantime.
    void this.#watch();
  }

  #refresh(timeoutMs = this.#options.connectTimeoutMs): Promise<Refusal | undefined> {
    this.#refreshing ??= this.#askForMap(timeoutMs).finally(() => {
      this.#refreshedAtMs = monotonicMs();
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Members to ask, rotated so that no single one is trusted indefinitely. */
  #healthy(): readonly Endpoint[] {
    const known = this.wanted().filter((node) => !this.#lost.has(node));
    this.#asked += 1;
    const first = known.length === 0 ? 0 : this.#asked % known.length;
    const turns = [...known.slice(first), ...known.slice(0, first)].map((node) => this.#members[node]!.endpoint);
    return turns.length > 0 ? turns : this.#view.seeds;
  }

  async #askForMap(timeoutMs: number): Promise<Refusal | undefined> {
    const { signal } = this.#stop;
    const { served, refusal } = await askForSlots(this.#healthy(), this.#view.access, { timeoutMs, signal });
    if (served !== undefined && !signal.aborted) this.#take(served);
    return refusal;
  }

  #take(map: readonly ServedSlots[]): void {
    const before = new Set(this.#primaryOf);
    for (const member of this.#members) {
      member.isWanted = false;
      member.replicas = [];
    }
    this.#listing.add(map.flatMap(({ primary, replicas }) => [primary, ...replicas]).map(({ address }) => address));
    const served = emptySlotMap();
    for (const { first, last, primary, replicas } of map) {
      const node = this.#nodeAt(primary.address);
      if (node === nobody) continue;
      const member = this.#members[node]!;
      if (this.#view.readFrom !== 'primary')
        member.replicas = replicas
          .map((replica) => this.#nodeAt(replica.address))
          .filter((replica) => replica !== nobody);
      served.fill(node, first, last + 1);
    }
    takeOver(this.#primaryOf, served, this.#lost);
    const primaries = new Set(this.#primaryOf);
    primaries.delete(nobody);
    for (const node of primaries) {
      const member = this.#members[node]!;
      member.isWanted = true;
      for (const replica of member.replicas) this.#members[replica]!.isWanted = true;
    }
    this.onChange([...primaries].filter((node) => !before.has(node)));
  }

  /** The number of a member by its announced address; -1 when there is no room for another. */
  #nodeAt(announced: Endpoint): number {
    const endpoint = this.#view.addressMap[`${announced.host}:${announced.port}`] ?? announced;
    const known = this.#members.findIndex(
      (member) => member.endpoint.host === endpoint.host && member.endpoint.port === endpoint.port,
    );
    if (known >= 0) return known;
    if (this.nodeCount !== 0 && this.#members.length >= this.nodeCount) return nobody;
    this.#members.push({ endpoint, isWanted: false, replicas: [], turn: 0 });
    return this.#members.length - 1;
  }
}
