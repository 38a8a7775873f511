import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { askInfo } from './ask-info.js';
import type { ClusterEvent, ClusterNode } from './cluster.js';
import { parseReplicationInfo, type ReplicationInfo } from './replication-info.js';

const ownServersPollMs = 20;
/** A report older than this says nothing about a node's current state. */
const staleAfterMs = 1_000;

/** Polls the replication state of data nodes, and reports role changes. */
export class ReplicationObserver implements AsyncDisposable {
  #latest = new Map<ClusterNode, { readonly info: ReplicationInfo; readonly atMs: number }>();
  #stop = new AbortController();
  #loops: Promise<void>[] = [];
  #onEvent: (event: ClusterEvent) => void;
  #pollIntervalMs: number;

  constructor(onEvent: (event: ClusterEvent) => void, pollIntervalMs: number = ownServersPollMs) {
    this.#onEvent = onEvent;
    this.#pollIntervalMs = pollIntervalMs;
    // Every loop adds a listener.
    setMaxListeners(0, this.#stop.signal);
  }

  /** The node's report within the last second; undefined if it is silent. */
  latest(node: ClusterNode): ReplicationInfo | undefined {
    const said = this.#latest.get(node);
    return said && monotonicMs() - said.atMs <= staleAfterMs ? said.info : undefined;
  }

  watch(node: ClusterNode, connection: Redis): void {
    this.#loops.push(this.#follow(node, connection));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #follow(node: ClusterNode, connection: Redis): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const text = await askInfo(connection, 'replication');
      if (text !== undefined) this.#take(node, parseReplicationInfo(text));
      await pause(this.#pollIntervalMs, this.#stop.signal);
    }
  }

  #take(node: ClusterNode, info: ReplicationInfo): void {
    this.#latest.set(node, { info, atMs: monotonicMs() });
    const from = node.role;
    if (from === info.role) return;
    node.role = info.role;
    this.#onEvent({ type: 'role-changed', atMs: monotonicMs(), node, from, to: info.role });
  }
}
