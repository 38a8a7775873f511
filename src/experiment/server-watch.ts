import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import type { SaturationRecord } from '../model/run-record.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster, ServerCounters } from '../topology/topology.js';

const sampleIntervalMs = 1_000;

/** What a node did from its first sample on; a restart, which sets its counters back, does not undo what it did before. */
interface Tally {
  readonly sinceMs: number;
  untilMs: number;
  latest: ServerCounters;
  cpuSeconds: number;
  executedCommands: number;
  evictedKeys: number;
  expiredKeys: number;
}

/** What the servers say that they did in the measured part: sampled every second, so that a node that dies is told too. */
export class ServerWatch implements AsyncDisposable {
  #cluster: Cluster;
  #commands: readonly string[];
  #tallies = new Map<ClusterNode, Tally>();
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  /** `commands`: what the load issues, as the servers count it. */
  static async start(cluster: Cluster, commands: readonly string[]): Promise<ServerWatch> {
    const watch = new ServerWatch(cluster, commands);
    await watch.#sample();
    watch.#loop = watch.#sampleOnAndOn();
    return watch;
  }

  private constructor(cluster: Cluster, commands: readonly string[]) {
    this.#cluster = cluster;
    this.#commands = commands;
  }

  /** Takes a last sample and ends. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#loop;
    await this.#sample();
  }

  /**
   * Keys that the servers themselves removed since the start, over all nodes. Of servers that others use too, only counts
   * that can hold keys of ours: nothing is evicted under noeviction, and ours expire only when the run outlives them.
   */
  removedKeys(ours: { readonly shared: boolean; readonly mayHaveExpired: boolean }): {
    readonly evicted: number;
    readonly expired: number;
  } {
    const all = [...this.#tallies.values()];
    const evicting = all.filter(({ latest }) => !ours.shared || latest.evictionPolicy !== 'noeviction');
    const expiring = all.filter(() => !ours.shared || ours.mayHaveExpired);
    return {
      evicted: evicting.reduce((sum, { evictedKeys }) => sum + evictedKeys, 0),
      expired: expiring.reduce((sum, { expiredKeys }) => sum + expiredKeys, 0),
    };
  }

  told(): SaturationRecord['servers'] {
    return this.#cluster.nodes.filter(isDataNode).map((node) => {
      const tally = this.#tallies.get(node);
      if (tally === undefined)
        return { node: node.id, cpuPercent: null, executedCommands: null, usedMemoryBytes: null, evictedKeys: null };
      const elapsedMs = tally.untilMs - tally.sinceMs;
      return {
        node: node.id,
        cpuPercent: elapsedMs > 0 ? (tally.cpuSeconds / (elapsedMs / 1000)) * 100 : null,
        executedCommands: tally.executedCommands,
        usedMemoryBytes: tally.latest.usedMemoryBytes,
        evictedKeys: tally.evictedKeys,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #sampleOnAndOn(): Promise<void> {
    // Faults are planned for whole seconds: our questions must not fall together with them.
    await pause(sampleIntervalMs / 2, this.#stop.signal);
    while (!this.#stop.signal.aborted) {
      await pause(sampleIntervalMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) await this.#sample();
    }
  }

  async #sample(): Promise<void> {
    const nodes = this.#cluster.nodes.filter((node) => isDataNode(node) && node.process.running);
    await Promise.all(
      nodes.map(async (node) => {
        const counters = await this.#cluster.data.inspect(node);
        if (counters !== undefined) this.#note(node, counters);
      }),
    );
  }

  #note(node: ClusterNode, counters: ServerCounters): void {
    const atMs = monotonicMs();
    const tally = this.#tallies.get(node);
    if (tally === undefined) {
      const nothing = { cpuSeconds: 0, executedCommands: 0, evictedKeys: 0, expiredKeys: 0 };
      this.#tallies.set(node, { sinceMs: atMs, untilMs: atMs, latest: counters, ...nothing });
      return;
    }
    const { latest } = tally;
    const grown = (of: (counters: ServerCounters) => number) =>
      of(counters) >= of(latest) ? of(counters) - of(latest) : of(counters);
    tally.cpuSeconds += grown(({ cpuSeconds }) => cpuSeconds);
    tally.executedCommands += grown(({ calls }) =>
      this.#commands.reduce((sum, command) => sum + (calls[command] ?? 0), 0),
    );
    tally.evictedKeys += grown(({ evictedKeys }) => evictedKeys);
    tally.expiredKeys += grown(({ expiredKeys }) => expiredKeys);
    tally.untilMs = atMs;
    tally.latest = counters;
  }
}

function isDataNode({ shard }: ClusterNode): boolean {
  return shard !== null;
}
