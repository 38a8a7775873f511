import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';

/**
 * Listens to sentinel messages (`+sdown`, `+odown`, `+switch-master`, ...), and reports nodes they consider down, and when
 * each learns of a new primary. Source: Redis Sentinel, "Pub/Sub messages".
 */
export class SentinelObserver implements Disposable {
  #subscribers: Redis[] = [];
  #disposed = false;
  #onEvent: (event: ClusterEvent) => void;
  #nodeAt: (host: string, port: number) => ClusterNode | undefined;

  /** `nodeAt` finds the node at an address that a sentinel names. */
  constructor(onEvent: (event: ClusterEvent) => void, nodeAt: (host: string, port: number) => ClusterNode | undefined) {
    this.#onEvent = onEvent;
    this.#nodeAt = nodeAt;
  }

  async watch(node: ClusterNode, control: Redis): Promise<void> {
    if (this.#disposed) return;
    // ioredis lets nobody handle the failure when it subscribes again itself: it would end the program.
    const again = { enableOfflineQueue: true, maxRetriesPerRequest: null, autoResubscribe: false } as const;
    const subscriber = control.duplicate(again);
    subscriber.on('ready', () => void subscriber.psubscribe('*').catch(() => {}));
    delete subscriber.options.commandTimeout;
    subscriber.on('error', () => {});
    subscriber.on('pmessage', (_pattern: string, name: string, detail: string) => {
      if (/^[+-]/.test(name)) this.#take(node, name, detail);
    });
    this.#subscribers.push(subscriber);
    await subscriber.psubscribe('*');
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const subscriber of this.#subscribers) subscriber.disconnect();
  }

  #take(by: ClusterNode, name: string, detail: string): void {
    const atMs = monotonicMs();
    const type = deathNotices[name];
    const [, , host = '', port = ''] = detail.split(' ');
    const dead = type && this.#nodeAt(host, Number(port));
    if (type && dead) this.#onEvent({ type, atMs, node: dead, by, detail: `${name} ${detail}` });
    else this.#onEvent({ type: 'server-event', atMs, node: by, name, detail });
    if (name === '+switch-master') this.#reportPrimary(atMs, by, detail);
  }

  /** The detail is `<name> <old ip> <old port> <new ip> <new port>`. */
  #reportPrimary(atMs: number, by: ClusterNode, detail: string): void {
    const [, , , host = '', port = ''] = detail.split(' ');
    const node = this.#nodeAt(host, Number(port));
    if (node) this.#onEvent({ type: 'learned-primary', atMs, node, by });
  }
}

/** These messages identify a node by type, name and address. */
const deathNotices: Readonly<Record<string, 'suspected' | 'agreed-down'>> = {
  '+sdown': 'suspected',
  '+odown': 'agreed-down',
};
