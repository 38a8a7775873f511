import { Worker } from 'node:worker_threads';
import type { Endpoint } from '../model/node.js';
import type { LinkRule, LinkSelection } from './link-rule.js';
import type { LinkEnd, RelayService } from './relay.js';
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

/** The relays of one run, in a thread of their own. Disposing it closes every relay and ends the thread. */
export interface Network extends AsyncDisposable {
  /** The zone that all clients are in; null: none, and they are near to every node. */
  readonly clientsZone: string | null;
  /** Makes a host known by its loopback address, so that its calls are recognised and delayed by its zone. */
  addHost(end: LinkEnd, address: string, zone: string): Promise<void>;
  /** Opens a relay in front of a node, on a port that the kernel chooses. */
  openRelay(node: LinkEnd, listenHost: string, target: Endpoint, serves?: RelayService): Promise<Endpoint>;
  /**
   * From this moment on nothing passes to or from these hosts: what their links hold and what still comes is thrown
   * away, ends and resets are swallowed. Gives the moment on the monotonic clock.
   */
  loseHosts(ends: readonly LinkEnd[]): Promise<number>;
  /** Connections that a lost host left half open are reset, and new ones pass again. */
  restoreHost(end: LinkEnd): Promise<void>;
  /** What one loss threw away; `lostAtMs` is the moment that `loseHosts` gave. */
  reportLoss(end: LinkEnd, lostAtMs: number): Promise<HostLossReport>;
  /** Cuts, slows down or drops what passes between two groups, from now on and until it is lifted. */
  apply(rule: LinkRule): Promise<AppliedRule>;
  reportRule(id: number): Promise<RuleReport>;
  /**
   * Ends one rule, and no other; harmless when it has ended. `resume` passes on what was held, `reset` closes the
   * connections that it touched, unless another rule holds them. Dropped bytes are missing: such connections are reset.
   */
  lift(id: number, how: 'resume' | 'reset'): Promise<void>;
  /** Closes the connections between two groups with a reset, both ways. New ones pass. */
  reset(links: LinkSelection): Promise<ResetReport>;
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
    clientsZone: data.clientsZone ?? null,
    addHost: async (end, address, zone) => void (await ask({ ask: 'add-host', end, address, zone })),
    openRelay: (node, listenHost, target, serves = 'data') =>
      ask({ ask: 'open-relay', node, listenHost, target, serves }),
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
