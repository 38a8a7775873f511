import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { operationKinds } from '../load/workload/operations.js';
import type { SaturationRecord } from '../model/run-record.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster, ServerCounters } from '../topology/topology.js';

const sampleIntervalMs = 1_000;

interface Sample {
  readonly atMs: number;
  readonly counters: ServerCounters;
}

/** What the servers say that they did in the measured part: sampled every second, so that a node that dies is told too. */
export class ServerWatch implements AsyncDisposable {
  #cluster: Cluster;
  #first = new Map<ClusterNode, Sample>();
  #last = new Map<ClusterNode, Sample>();
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  static async start(cluster: Cluster): Promise<ServerWatch> {
    const watch = new ServerWatch(cluster);
    await watch.#sample();
    watch.#loop = watch.#sampleOnAndOn();
    return watch;
  }

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Takes a last sample and ends. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#loop;
    await this.#sample();
  }

  /** Keys that the servers themselves removed since the start, over all nodes. */
  removedKeys(): { readonly evicted: number; readonly expired: number } {
    const grown = (of: (counters: ServerCounters) => number) =>
      [...this.#last].reduce((sum, [node, { counters }]) => sum + of(counters) - this.#before(node, of), 0);
    return { evicted: grown(({ evictedKeys }) => evictedKeys), expired: grown(({ expiredKeys }) => expiredKeys) };
  }

  told(): SaturationRecord['servers'] {
    return [...this.#last].map(([node, { atMs, counters }]) => {
      const first = this.#first.get(node);
      const elapsedMs = first ? atMs - first.atMs : 0;
      const cpuSeconds = counters.cpuSeconds - (first?.counters.cpuSeconds ?? 0);
      return {
        node: node.id,
        cpuPercent: elapsedMs > 0 ? (cpuSeconds / (elapsedMs / 1000)) * 100 : null,
        executedCommands: executed(counters) - (first ? executed(first.counters) : 0),
        usedMemoryBytes: counters.usedMemoryBytes,
        evictedKeys: counters.evictedKeys - (first?.counters.evictedKeys ?? 0),
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #sampleOnAndOn(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(sampleIntervalMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) await this.#sample();
    }
  }

  async #sample(): Promise<void> {
    const nodes = this.#cluster.nodes.filter((node) => node.shard !== null && node.process.running);
    await Promise.all(
      nodes.map(async (node) => {
        const counters = await this.#cluster.data.inspect(node);
        if (counters === undefined) return;
        const sample = { atMs: monotonicMs(), counters };
        if (!this.#first.has(node)) this.#first.set(node, sample);
        this.#last.set(node, sample);
      }),
    );
  }

  #before(node: ClusterNode, of: (counters: ServerCounters) => number): number {
    const first = this.#first.get(node);
    return first ? of(first.counters) : 0;
  }
}

/** Calls of the commands that the load issues; our own questions to the server are left out. */
function executed({ calls }: ServerCounters): number {
  return operationKinds.reduce((sum, kind) => sum + (calls[kind] ?? 0), 0);
}
