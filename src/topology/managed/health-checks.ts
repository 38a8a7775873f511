import { setMaxListeners } from 'node:events';
import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import type { ClusterNode } from '../cluster.js';

const checksPerDetection = 10;
const rarestMs = 500;

/** Pings every node, and considers one down that has been silent for too long, until it answers again. */
export class HealthChecks implements AsyncDisposable {
  #detectAfterMs: number;
  #answers: (node: ClusterNode) => Promise<boolean>;
  #heardAtMs = new Map<ClusterNode, number>();
  #down = new Set<ClusterNode>();
  #stop = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(detectAfterMs: number, answers: (node: ClusterNode) => Promise<boolean>) {
    this.#detectAfterMs = detectAfterMs;
    this.#answers = answers;
    // Every loop adds a listener.
    setMaxListeners(0, this.#stop.signal);
  }

  watch(node: ClusterNode): void {
    this.#heardAtMs.set(node, monotonicMs());
    this.#loops.push(this.#check(node));
  }

  isDown(node: ClusterNode): boolean {
    return this.#down.has(node);
  }

  /** The nodes that are down since the last call. */
  newlyDown(): readonly ClusterNode[] {
    const silentSinceMs = monotonicMs() - this.#detectAfterMs;
    const found = [...this.#heardAtMs].filter(([node, atMs]) => atMs < silentSinceMs && !this.#down.has(node));
    for (const [node] of found) this.#down.add(node);
    return found.map(([node]) => node);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #check(node: ClusterNode): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (await this.#answers(node)) {
        this.#heardAtMs.set(node, monotonicMs());
        this.#down.delete(node);
      }
      await pause(Math.min(rarestMs, this.#detectAfterMs / checksPerDetection), signal);
    }
  }
}
