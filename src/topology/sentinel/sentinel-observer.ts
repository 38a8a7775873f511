import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';

/** Hears what sentinels publish (`+sdown`, `+odown`, `+switch-master`, ...). Source: Redis Sentinel, "Pub/Sub messages". */
export class SentinelObserver implements Disposable {
  #subscribers: Redis[] = [];
  #disposed = false;
  #onEvent: (event: ClusterEvent) => void;

  constructor(onEvent: (event: ClusterEvent) => void) {
    this.#onEvent = onEvent;
  }

  async watch(node: ClusterNode, control: Redis): Promise<void> {
    if (this.#disposed) return;
    const subscriber = control.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
    delete subscriber.options.commandTimeout;
    subscriber.on('error', () => {});
    subscriber.on('pmessage', (_pattern: string, name: string, detail: string) => {
      if (/^[+-]/.test(name)) this.#onEvent({ type: 'server-event', atMs: monotonicMs(), node, name, detail });
    });
    this.#subscribers.push(subscriber);
    await subscriber.psubscribe('*');
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const subscriber of this.#subscribers) subscriber.disconnect();
  }
}
