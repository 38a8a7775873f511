import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import type { SlotRange } from '../../model/hash-slot.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';
import { parseClusterNodes, type SeenMember } from './cluster-nodes.js';

/** What a member thinks of another is known no later than this. */
const shortestPollMs = 40;
/** However many members there are, so many questions are asked in a second that they cost next to nothing. */
const mostQuestionsPerSecond = 150;
/** Faults are planned for whole seconds: our questions must not all fall together with them. */
const firstPollMs = 37;
/** Multiples of it, without their whole parts, spread evenly however many there are (the golden ratio). */
const turnShare = 0.618_034;

export interface MembershipListener {
  onEvent(event: ClusterEvent): void;
  /** A primary says which slots it serves; told again when that changes. */
  onSlots(node: ClusterNode, configEpoch: number, slots: readonly SlotRange[]): void;
  /** The node behind the id that members use for it. */
  nodeOf(id: string): ClusterNode | undefined;
}

/**
 * Asks every member what it thinks of the others (CLUSTER NODES), and tells when each suspects another (PFAIL), takes it for
 * down as agreed (FAIL), and learns of a shard's new primary. Members take turns, so that something is heard more often than
 * each is asked.
 */
export class MembershipObserver implements AsyncDisposable {
  #listener: MembershipListener;
  #stop = new AbortController();
  #loops: Promise<void>[] = [];
  /** By member, what it thinks of those that it takes for unwell, by their ids. */
  #doubts = new Map<ClusterNode, Map<string, 'pfail' | 'fail'>>();
  /** By member, whom it takes for the primary of each shard. */
  #known = new Map<ClusterNode, Map<number, ClusterNode>>();
  #served = new Map<ClusterNode, string>();
  #watched = 0;

  constructor(listener: MembershipListener) {
    this.#listener = listener;
    // Every loop listens.
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
      const text = node.process.running ? await connection.cluster('NODES').catch(() => undefined) : undefined;
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

  /** The first answer tells of nothing new. */
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

  /** Who does not answer has no opinion any more. */
  #forgetOpinions(by: ClusterNode): void {
    this.#doubts.delete(by);
  }
}
