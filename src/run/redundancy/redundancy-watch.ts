import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import type { RunLog } from '../../progress/run-log.js';
import type { RedundancyRecord } from '../../record/sections/redundancy.js';
import { call } from '../../topology/call.js';
import type { ClusterNode } from '../../topology/cluster.js';
import type { Cluster } from '../../topology/topology.js';
import { ResyncCounter } from './resync-counter.js';
import { SpanLog, totalMs } from './span-log.js';

const pollMs = 20;
/** A look later than this indicates a stall of ours: the servers' last answers are old and prove nothing. */
const lateMs = 250;

/** A loss of redundancy, on the monotonic clock. */
export interface RedundancyLoss {
  readonly kind: 'resync' | 'link-down' | 'without';
  readonly shard: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Follows the replication of a running cluster: resyncs, replica links, and the time without full redundancy. A link down
 * for less than 20 ms shows up only as a resync; a resync since the last sample is lost if the primary dies.
 */
export class RedundancyWatch implements AsyncDisposable {
  #cluster: Cluster;
  #log: RunLog;
  #sampleMs: number;
  #counter = new ResyncCounter();
  #nodesAtStart: ReadonlySet<ClusterNode>;
  #resyncs: { readonly shard: number; readonly atMs: number; readonly full: number; readonly partial: number }[] = [];
  #links = new Map<ClusterNode, SpanLog>();
  #shards: readonly SpanLog[];
  #anyShard = new SpanLog();
  #stop = new AbortController();
  #loops: readonly Promise<void>[] = [];
  #lookedAtMs = monotonicMs();
  #stoppedAtMs: number | null = null;

  /**
   * Null if there is nothing to watch: no replica is known, or the servers don't report it. `sampleMs`: how often each
   * server's counts are read.
   */
  static async start(cluster: Cluster, log: RunLog, sampleMs: number): Promise<RedundancyWatch | null> {
    if (!hasReplicas(cluster)) return null;
    const watch = new RedundancyWatch(cluster, log, sampleMs);
    await watch.#sample();
    watch.#loops = [watch.#lookRepeatedly(), watch.#sampleRepeatedly()];
    return watch;
  }

  private constructor(cluster: Cluster, log: RunLog, sampleMs: number) {
    this.#cluster = cluster;
    this.#log = log;
    this.#sampleMs = sampleMs;
    this.#nodesAtStart = new Set(cluster.nodes);
    this.#shards = Array.from({ length: cluster.shardCount }, () => new SpanLog());
  }

  /** Takes the final counts and ends. */
  async stop(): Promise<void> {
    if (this.#stoppedAtMs !== null) return;
    this.#stoppedAtMs = monotonicMs();
    this.#stop.abort();
    await Promise.all(this.#loops);
    await this.#sample();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What was seen from a time on the monotonic clock until the end of the watch. */
  record(sinceMs: number): RedundancyRecord {
    const untilMs = this.#stoppedAtMs ?? monotonicMs();
    const links = [...this.#links].flatMap(([node, log]) => {
      const spans = log.within(sinceMs, untilMs);
      return spans.length === 0 ? [] : [{ node: node.id, times: spans.length, downMs: totalMs(spans) }];
    });
    return {
      fullResyncs: this.#resyncs.reduce((sum, { full }) => sum + full, 0),
      partialResyncs: this.#resyncs.reduce((sum, { partial }) => sum + partial, 0),
      withoutRedundancyMs: totalMs(this.#anyShard.within(sinceMs, untilMs)),
      links,
    };
  }

  /** Each loss seen since the given time. */
  losses(sinceMs: number): readonly RedundancyLoss[] {
    const untilMs = this.#stoppedAtMs ?? monotonicMs();
    return [
      ...this.#resyncs.map(({ shard, atMs }) => ({ kind: 'resync' as const, shard, fromMs: atMs, untilMs: atMs })),
      ...[...this.#links].flatMap(([{ shard }, log]) =>
        log.within(sinceMs, untilMs).map((span) => ({ kind: 'link-down' as const, shard: shard ?? 0, ...span })),
      ),
      ...this.#shards.flatMap((log, shard) =>
        log.within(sinceMs, untilMs).map((span) => ({ kind: 'without' as const, shard, ...span })),
      ),
    ];
  }

  async #lookRepeatedly(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(pollMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) this.#look();
    }
  }

  #look(): void {
    const nowMs = monotonicMs();
    const isLate = nowMs - this.#lookedAtMs > lateMs;
    this.#lookedAtMs = nowMs;
    if (isLate) return;
    for (const node of this.#cluster.nodes) if (node.shard !== null) this.#lookAtLink(node, nowMs);
    this.#shards.forEach((spans, shard) => {
      this.#lookAtShard(spans, shard, nowMs);
    });
    if (this.#shards.some(({ isOpen }) => isOpen)) this.#anyShard.begin(nowMs);
    else this.#anyShard.end(nowMs);
  }

  /** As the replica itself reports; a silent one changes nothing. */
  #lookAtLink(node: ClusterNode, nowMs: number): void {
    const info = this.#cluster.replicationOf(node);
    if (info === undefined) return;
    const spans = this.#links.get(node) ?? new SpanLog();
    this.#links.set(node, spans);
    const isDown = info.role === 'replica' && !info.linkUp;
    if (isDown === spans.isOpen) return;
    if (isDown) spans.begin(nowMs);
    else spans.end(nowMs);
    this.#log.add({ type: isDown ? 'replica-link-down' : 'replica-link-up', node: node.id }, nowMs);
  }

  #lookAtShard(spans: SpanLog, shard: number, nowMs: number): void {
    const isWithout = !this.#cluster.isRedundant(shard);
    if (isWithout === spans.isOpen) return;
    if (isWithout) spans.begin(nowMs);
    else spans.end(nowMs);
    this.#log.add({ type: isWithout ? 'redundancy-lost' : 'redundancy-restored', shard }, nowMs);
  }

  async #sampleRepeatedly(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(this.#sampleMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) await this.#sample();
    }
  }

  async #sample(): Promise<void> {
    const nodes = this.#cluster.nodes.filter(({ shard, running }) => shard !== null && running);
    await Promise.all(
      nodes.map(async (node) => {
        const questions = [
          ['INFO', 'server'],
          ['INFO', 'stats'],
        ];
        const answers = await call(this.#cluster.data, node, questions).catch(() => undefined);
        if (answers !== undefined) this.#take(node, answers.join('\r\n'));
      }),
    );
  }

  #take(node: ClusterNode, text: string): void {
    const atMs = monotonicMs();
    const { full, partial } = this.#counter.take(node.id, text, { isNew: !this.#nodesAtStart.has(node) });
    if (full === 0 && partial === 0) return;
    this.#resyncs.push({ shard: node.shard ?? 0, atMs, full, partial });
    this.#log.add({ type: 'resynced', node: node.id, full, partial }, atMs);
  }
}

function hasReplicas(cluster: Cluster): boolean {
  return cluster.nodes.some(
    (node) =>
      node.shard !== null &&
      (cluster.replicationOf(node)?.role === 'replica' || (cluster.replicationOf(node)?.replicas.length ?? 0) > 0),
  );
}
