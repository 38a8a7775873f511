import { Worker } from 'node:worker_threads';
import type { Endpoint } from '../model/node.js';
import type { LinkRule, LinkSelection } from './link-rule.js';
import type { LinkEnd, RelayPlace, RelayService } from './relay.js';
import type {
  AppliedRule,
  HostLossReport,
  RelayAnswers,
  RelayReply,
  RelayRequest,
  RelayThreadData,
  ResetReport,
  RuleReport,
} from './relay-protocol.js';

/** The relays of one run, in their own thread. Disposing it closes every relay and ends the thread. */
export interface Network extends AsyncDisposable {
  /** The zone of all clients; null: none, and they are near every node. */
  readonly clientsZone: string | null;
  /** Registers a host by its loopback address, so that its connections are recognized and delayed according to its zone. */
  addHost(end: LinkEnd, address: string, zone: string): Promise<void>;
  /** Opens a relay in front of a node. `listenPort`: absent or 0, the kernel chooses. */
  openRelay(
    node: LinkEnd,
    listenHost: string,
    target: Endpoint,
    serves?: RelayService,
    listenPort?: number,
  ): Promise<Endpoint>;
  /** New connections to an open relay go to these places in turn; existing ones stay where they are. */
  moveRelay(relay: Endpoint, places: readonly RelayPlace[]): Promise<void>;
  /**
   * From this moment, nothing passes to or from these hosts: what their links hold and what still arrives is discarded, and
   * ends and resets are swallowed. Returns the time on the monotonic clock.
   */
  loseHosts(ends: readonly LinkEnd[]): Promise<number>;
  /** Connections that a lost host left half open are reset, and new ones pass again. */
  restoreHost(end: LinkEnd): Promise<void>;
  /** What one loss discarded; `lostAtMs` is the time returned by `loseHosts`. */
  reportLoss(end: LinkEnd, lostAtMs: number): Promise<HostLossReport>;
  /** Cuts, slows down or drops traffic between two groups until it is lifted. */
  apply(rule: LinkRule): Promise<AppliedRule>;
  reportRule(id: number): Promise<RuleReport>;
  /**
   * Ends only this rule; harmless if it has ended. `resume` passes on what was held, `reset` closes the affected connections
   * unless another rule holds them. Connections with dropped bytes are always reset.
   */
  lift(id: number, how: 'resume' | 'reset'): Promise<void>;
  /** Closes the connections between two groups with a reset, in both directions. New ones pass. */
  reset(links: LinkSelection): Promise<ResetReport>;
}

export function startNetwork(data: RelayThreadData): Network {
  const worker = new Worker(new URL('../link/relay-thread.js', import.meta.url), { workerData: data });
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
      // There would never be an answer.
      if (end) return reject(end);
      lastNumber += 1;
      waiting.set(lastNumber, { resolve: (answer) => resolve(answer as RelayAnswers[A]), reject });
      worker.postMessage({ number: lastNumber, request });
    });
  }

  return {
    clientsZone: data.clientsZone ?? null,
    addHost: async (end, address, zone) => void (await ask({ ask: 'add-host', end, address, zone })),
    openRelay: (node, listenHost, target, serves = 'data', listenPort = 0) =>
      ask({ ask: 'open-relay', node, listenHost, listenPort, target, serves }),
    moveRelay: async (relay, places) => void (await ask({ ask: 'move-relay', relay, places })),
    loseHosts: (ends) => ask({ ask: 'lose-hosts', ends }),
    restoreHost: async (end) => void (await ask({ ask: 'restore-host', end })),
    reportLoss: (end, lostAtMs) => ask({ ask: 'report-loss', end, lostAtMs }),
    apply: (rule) => ask({ ask: 'apply', rule }),
    reportRule: (id) => ask({ ask: 'report-rule', id }),
    lift: async (id, how) => void (await ask({ ask: 'lift', id, how })),
    reset: (links) => ask({ ask: 'reset', links }),
    async [Symbol.asyncDispose]() {
      await Promise.race([ask({ ask: 'close' }).catch(() => null), ended]);
      await worker.terminate();
    },
  };
}
