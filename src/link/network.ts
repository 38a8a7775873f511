import { Worker } from 'node:worker_threads';
import type { Endpoint } from '../model/node.js';
import type { LinkEnd } from './relay.js';
import type { HostLossReport, RelayAnswers, RelayReply, RelayRequest, RelayThreadData } from './relay-protocol.js';

/** The relays of one run, in a thread of their own. Disposing it closes every relay and ends the thread. */
export interface Network extends AsyncDisposable {
  /** Makes a host known by its loopback address, so that its calls are recognised and delayed by its zone. */
  addHost(end: LinkEnd, address: string, zone: string): Promise<void>;
  /** Opens a relay in front of a node, on a port that the kernel chooses. */
  openRelay(node: LinkEnd, listenHost: string, target: Endpoint): Promise<Endpoint>;
  /**
   * From this moment on nothing passes to or from these hosts: what their links hold and what still comes is thrown
   * away, ends and resets are swallowed. Gives the moment on the monotonic clock.
   */
  loseHosts(ends: readonly LinkEnd[]): Promise<number>;
  /** Connections that a lost host left half open are reset, and new ones pass again. */
  restoreHost(end: LinkEnd): Promise<void>;
  /** What one loss threw away; `lostAtMs` is the moment that `loseHosts` gave. */
  reportLoss(end: LinkEnd, lostAtMs: number): Promise<HostLossReport>;
  /** Nothing passes between the two groups, and nothing is closed. */
  cut(left: readonly LinkEnd[], right: readonly LinkEnd[]): Promise<void>;
  /** Ends all cuts: `resume` passes on what was held, `reset` closes the connections that were cut. */
  heal(how: 'resume' | 'reset'): Promise<void>;
}

export function startNetwork(data: RelayThreadData): Network {
  const worker = new Worker(new URL('./relay-thread.js', import.meta.url), { workerData: data });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let lastNumber = 0;
  let end: Error | undefined;
  const failAll = (error: Error) => {
    end ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: RelayReply) => {
    const request = waiting.get(reply.number);
    waiting.delete(reply.number);
    if ('error' in reply) request?.reject(Object.assign(new Error(reply.error), { code: reply.code }));
    else request?.resolve(reply.answer);
  });
  worker.on('error', failAll);
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      failAll(new Error('The relay thread has ended.'));
      resolve();
    });
  });

  function ask<A extends RelayRequest['ask']>(request: Extract<RelayRequest, { ask: A }>): Promise<RelayAnswers[A]> {
    return new Promise((resolve, reject) => {
      // Nobody would ever answer.
      if (end) return reject(end);
      lastNumber += 1;
      waiting.set(lastNumber, { resolve: (answer) => resolve(answer as RelayAnswers[A]), reject });
      worker.postMessage({ number: lastNumber, request });
    });
  }

  return {
    addHost: async (end, address, zone) => void (await ask({ ask: 'add-host', end, address, zone })),
    openRelay: (node, listenHost, target) => ask({ ask: 'open-relay', node, listenHost, target }),
    loseHosts: (ends) => ask({ ask: 'lose-hosts', ends }),
    restoreHost: async (end) => void (await ask({ ask: 'restore-host', end })),
    reportLoss: (end, lostAtMs) => ask({ ask: 'report-loss', end, lostAtMs }),
    cut: async (left, right) => void (await ask({ ask: 'cut', between: [left, right] })),
    heal: async (how) => void (await ask({ ask: 'heal', how })),
    async [Symbol.asyncDispose]() {
      await Promise.race([ask({ ask: 'close' }).catch(() => null), ended]);
      await worker.terminate();
    },
  };
}
