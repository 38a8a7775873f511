import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import type { SlotRange } from '../../model/hash-slot.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';
import { parseClusterNodes, type SeenMember } from './cluster-nodes.js';

/** A member's opinion of another is noticed within this time. */
const shortestPollMs = 40;
/** Total polling rate, whatever the number of members: the cost is negligible. */
const mostQuestionsPerSecond = 150;
/** Faults are planned for whole seconds: our requests must not all coincide with them. */
const firstPollMs = 37;
/** The fractional parts of its multiples are evenly distributed for any count (the golden ratio). */
const turnShare = 0.618_034;

export interface MembershipListener {
  onEvent(event: ClusterEvent): void;
  /** A primary reports its slots, initially and after each change. */
  onSlots(node: ClusterNode, configEpoch: number, slots: readonly SlotRange[]): void;
  nodeOf(id: string): ClusterNode | undefined;
}

/**
 * Polls every member's view of the others (CLUSTER NODES), and reports when one suspects another (PFAIL), when one is agreed
 * to be down (FAIL), and when a member learns of a shard's new primary. Members are polled in turn, so that news arrives
 * more often than each is polled.
 */
export class MembershipObserver implements AsyncDisposable {
  #listener: MembershipListener;
  #stop = new AbortController();
  #loops: Promise<void>[] = [];
  /** By member: its opinions of members it considers unhealthy, by id. */
  #doubts = new Map<ClusterNode, Map<string, 'pfail' | 'fail'>>();
  /** By member: the node it considers primary of each shard. */
  #known = new Map<ClusterNode, Map<number, ClusterNode>>();
  #served = new Map<ClusterNode, string>();
  #watched = 0;

  constructor(listener: MembershipListener) {
    this.#listener = listener;
    // Every loop adds a listener.
    setMaxListeners(0, this.#stop.signal);
  }

  watch(node: ClusterNode, connection: Redis): void {
    this.#watched += 1;
    this.#loops.push(this.#follow(node, connection, this.#watched));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #follow(node: ClusterNode, connection: Redis, turn: number): Promise<void> {
    const { signal } = this.#stop;
    await pause(firstPollMs + ((turn * turnShare) % 1) * this.#pollMs, signal);
    while (!signal.aborted) {
      const text = node.running ? await connection.cluster('NODES').catch(() => undefined) : undefined;
      if (typeof text === 'string') this.#take(node, parseClusterNodes(text));
      else this.#forgetOpinions(node);
      await pause(this.#pollMs, signal);
    }
  }

  get #pollMs(): number {
    return Math.max(shortestPollMs, (this.#watched * 1000) / mostQuestionsPerSecond);
  }

  #take(by: ClusterNode, members: readonly SeenMember[]): void {
    for (const member of members) {
      if (member.isMyself) this.#noteSlots(by, member);
      else this.#noteHealth(by, member);
      this.#notePrimary(by, member);
    }
  }

  #noteSlots(node: ClusterNode, { isPrimary, configEpoch, slots }: SeenMember): void {
    const said = isPrimary ? `${configEpoch} ${JSON.stringify(slots)}` : '';
    if (said === this.#served.get(node)) return;
    this.#served.set(node, said);
    if (isPrimary) this.#listener.onSlots(node, configEpoch, slots);
  }

  #noteHealth(by: ClusterNode, { id, health, host, port }: SeenMember): void {
    const opinions = this.#doubts.get(by) ?? new Map<string, 'pfail' | 'fail'>();
    this.#doubts.set(by, opinions);
    const before = opinions.get(id);
    if (health === 'ok') opinions.delete(id);
    else opinions.set(id, health);
    const node = health === 'ok' || health === before || before === 'fail' ? undefined : this.#listener.nodeOf(id);
    if (node === undefined) return;
    const notice = { atMs: monotonicMs(), node, by, detail: `${health === 'fail' ? 'fail' : 'fail?'} ${host}:${port}` };
    if (before === undefined) this.#listener.onEvent({ type: 'suspected', ...notice });
    if (health === 'fail') this.#listener.onEvent({ type: 'agreed-down', ...notice });
  }

  /** The first answer is no news. */
  #notePrimary(by: ClusterNode, { id, isMyself, isPrimary, slots }: SeenMember): void {
    const primary = isPrimary && slots.length > 0 ? this.#listener.nodeOf(id) : undefined;
    if (primary === undefined || primary.shard === null) return;
    const known = this.#known.get(by) ?? new Map<number, ClusterNode>();
    this.#known.set(by, known);
    const before = known.get(primary.shard);
    known.set(primary.shard, primary);
    if (before !== undefined && before !== primary && !isMyself)
      this.#listener.onEvent({ type: 'learned-primary', atMs: monotonicMs(), node: primary, by });
  }

  /** A member that does not answer has no opinion any more. */
  #forgetOpinions(by: ClusterNode): void {
    this.#doubts.delete(by);
  }
}
