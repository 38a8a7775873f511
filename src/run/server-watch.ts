import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import type { SaturationRecord } from '../record/sections/saturation.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { ServerCounters } from '../topology/data-access.js';
import type { Cluster } from '../topology/topology.js';
import { ServerCounts } from './server-counts.js';

const sampleIntervalMs = 1_000;

interface ServerWatchOptions {
  /** The commands the load issues, as servers count them. */
  readonly commands: readonly string[];
  /** Whether the servers were started for this run. */
  readonly launched: boolean;
}

/**
 * What the servers report about themselves, from before the preload to the end: sampled every second, so that a node that
 * dies is included.
 */
export class ServerWatch implements AsyncDisposable {
  #cluster: Cluster;
  #options: ServerWatchOptions;
  #serverCounts = new Map<ClusterNode, ServerCounts>();
  #isFirst = true;
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #sampling: Promise<void> = Promise.resolve();

  static async start(cluster: Cluster, options: ServerWatchOptions): Promise<ServerWatch> {
    const watch = new ServerWatch(cluster, options);
    await watch.#sample();
    watch.#isFirst = false;
    watch.#loop = watch.#sampleRepeatedly();
    return watch;
  }

  private constructor(cluster: Cluster, options: ServerWatchOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** CPU and executed commands count from now on. */
  async startMeasuring(): Promise<void> {
    await this.#sample();
    for (const counts of this.#serverCounts.values()) counts.startMeasuring();
  }

  /** CPU and executed commands stop counting: the read-back follows. */
  async finishMeasuring(): Promise<void> {
    await this.#sample();
    for (const counts of this.#serverCounts.values()) counts.finishMeasuring();
  }

  /** Takes a final sample and ends. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#loop;
    await this.#sample();
  }

  /** The data nodes and their counts; undefined for a node that never answered. */
  serverCounts(): readonly (readonly [ClusterNode, ServerCounts | undefined])[] {
    return this.#cluster.nodes.filter(isDataNode).map((node) => [node, this.#serverCounts.get(node)] as const);
  }

  /** Whether no server was flushed, restarted or silent since the start, as far as they report it. */
  get keptData(): boolean {
    return this.serverCounts().every(([, counts]) => counts?.removed.flushed === 0 && counts.goneMs === null);
  }

  /**
   * Keys that the servers removed themselves since the start, over all nodes. On shared servers, only counts that can
   * include our keys: nothing is evicted under noeviction, and ours expire only if the run outlives them.
   */
  removedKeys(ours: { readonly shared: boolean; readonly mayHaveExpired: boolean }): {
    readonly evicted: number;
    readonly expired: number;
  } {
    const all = [...this.#serverCounts.values()];
    const evicting = all.filter(({ latest }) => !ours.shared || latest.evictionPolicy !== 'noeviction');
    const expiring = all.filter(() => !ours.shared || ours.mayHaveExpired);
    return {
      evicted: evicting.reduce((sum, { removed }) => sum + removed.evicted, 0),
      expired: expiring.reduce((sum, { removed }) => sum + removed.expired, 0),
    };
  }

  record(): SaturationRecord['servers'] {
    return this.serverCounts().map(([node, counts]) => ({
      node: node.id,
      cpuPercent: counts?.cpuPercent ?? null,
      executedCommands: counts?.executedCommands ?? null,
      usedMemoryBytes: counts?.usedMemoryBytes ?? null,
      evictedKeys: counts?.removed.evicted ?? null,
    }));
  }

  /** Ends without a final sample and without waiting for a pending one: a silent server must not delay an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#loop.catch(() => {});
  }

  async #sampleRepeatedly(): Promise<void> {
    // Faults are planned for whole seconds: our samples must not coincide with them.
    await pause(sampleIntervalMs / 2, this.#stop.signal);
    while (!this.#stop.signal.aborted) {
      await pause(sampleIntervalMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) await this.#sample();
    }
  }

  /** One sample at a time: an older answer must not be recorded after a newer one. */
  #sample(): Promise<void> {
    this.#sampling = this.#sampling.then(() => this.#askAll());
    return this.#sampling;
  }

  async #askAll(): Promise<void> {
    await Promise.all(
      this.#cluster.nodes.filter(isDataNode).map(async (node) => {
        const counters = node.running ? await this.#inspect(node) : undefined;
        const counts = this.#serverCounts.get(node);
        if (counters === undefined) counts?.silent();
        else if (counts !== undefined) counts.note(counters, monotonicMs());
        else {
          const isFresh = this.#options.launched && !this.#isFirst;
          this.#serverCounts.set(node, new ServerCounts(counters, monotonicMs(), this.#options.commands, isFresh));
        }
      }),
    );
  }

  /** Non-numeric figures prevent a run from starting; later, they must not discard what it has measured. */
  #inspect(node: ClusterNode): Promise<ServerCounters | undefined> {
    const inspection = this.#cluster.data.inspect(node);
    return this.#isFirst ? inspection : inspection.catch(() => undefined);
  }
}

function isDataNode({ shard }: ClusterNode): boolean {
  return shard !== null;
}
