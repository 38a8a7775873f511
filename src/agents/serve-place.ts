import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { unlessAborted } from '../clock/wait.js';
import { launchThread } from '../load/launch-thread.js';
import { AgentThreads } from './agent-threads.js';
import { type ControlKeys, controlKeys } from './control-keys.js';
import { hostIdentity } from './host-identity.js';
import { Lease } from './lease.js';
import { decodeMessage, type PlaceOffer } from './messages.js';
import { claimPlace, Outbox } from './outbox.js';
import { readStream } from './read-stream.js';
import { planDigest } from './remote-plans.js';
import { readSharedClock } from './shared-clock.js';

export interface AgentOptions {
  readonly name: string;
  readonly cores: number;
  readonly version: string;
  readonly onProgress: (line: string) => void;
  /** Ends the agent. */
  readonly signal: AbortSignal;
}

/** One connection for requests, and one that waits for messages. */
export interface AgentLines {
  readonly requests: Redis;
  readonly messages: Redis;
}

/** Serves one place in a run, from its claim to the end of the run. */
export async function servePlace(offer: PlaceOffer, lines: AgentLines, options: AgentOptions): Promise<void> {
  const { requests } = lines;
  const keys = controlKeys(offer.run);
  const say = (what: string) => options.onProgress(`${offer.run}, place ${offer.place} of ${offer.places}: ${what}`);
  const agentId = randomUUID();
  if ((await requests.exists(keys.coordinator)) === 0) return say('the run is over');
  // Jobs are delivered at least once: the claim decides.
  if (!(await claimPlace(requests, keys.holder(offer.place), agentId))) return say('another agent holds it');
  say('taken');
  await new PlaceService(offer, { keys, agentId, say }, options).serve(lines);
}

interface Claim {
  readonly keys: ControlKeys;
  readonly agentId: string;
  readonly say: (what: string) => void;
}

class PlaceService {
  readonly #offer: PlaceOffer;
  readonly #claim: Claim;
  readonly #options: AgentOptions;
  readonly #lease = new Lease();
  readonly #over = new AbortController();
  #threads: AgentThreads | undefined;

  constructor(offer: PlaceOffer, claim: Claim, options: AgentOptions) {
    this.#offer = offer;
    this.#claim = claim;
    this.#options = options;
  }

  async serve({ requests, messages }: AgentLines): Promise<void> {
    const { keys, agentId, say } = this.#claim;
    const { place } = this.#offer;
    await using outbox = new Outbox({
      ...{ connection: requests, keys, place, agentId, lease: this.#lease },
      inFlight: () => this.#threads?.inFlight() ?? [],
      onFenced: (reason) => {
        if (this.#over.signal.aborted) return;
        say(`stopped, because ${reason}`);
        this.#over.abort();
      },
    });
    const { name, cores, version, signal } = this.#options;
    const reason = refusalOf(this.#offer, version);
    if (reason !== undefined) {
      say(`refused: ${reason}`);
      return outbox.send({ type: 'refused', reason });
    }
    outbox.send({ type: 'hello', name, host: hostIdentity(), cores, node: process.versions.node });
    const ending = AbortSignal.any([signal, this.#over.signal]);
    try {
      // While the control Redis is away, it waits for its answers.
      await unlessAborted(this.#obey(messages, requests, outbox, ending), ending);
    } finally {
      await this.#threads?.[Symbol.asyncDispose]();
    }
  }

  /** Carries out the coordinator's messages until it says that the run is over, or the signal aborts. */
  async #obey(reader: Redis, requests: Redis, outbox: Outbox, signal: AbortSignal): Promise<void> {
    const { keys, say } = this.#claim;
    const { cores } = this.#options;
    const readClock = () => readSharedClock(() => requests.time());
    for await (const entries of readStream(reader, keys.down(this.#offer.place), signal)) {
      for (const message of entries.map(({ content }) => decodeMessage(content))) {
        if (message.type === 'done') return say('done');
        if (message.type === 'order') {
          this.#threads?.tell(message.worker, message.order);
          continue;
        }
        if (message.type === 'read-back') {
          // Beats and orders go on.
          void this.#threads?.readBack(message.reading).catch(() => {});
          continue;
        }
        if (message.type === 'judge') {
          this.#threads?.judge(message.worker, message.share);
          continue;
        }
        const { plans, tables } = message;
        const clock = await readClock();
        if (signal.aborted) return;
        outbox.send({ type: 'ready', digest: planDigest(plans), clock });
        this.#threads = new AgentThreads(plans, tables, {
          ...{ place: this.#offer.place, clock, lease: this.#lease, cores, launch: launchThread },
          send: (said) => outbox.send(said),
          readClock,
        });
      }
    }
  }
}

function refusalOf({ version, nodeMajor }: PlaceOffer, ownVersion: string): string | undefined {
  const { node } = process.versions;
  if (version !== ownVersion) return `the run is of cache-bench ${version}, and this is ${ownVersion}`;
  if (nodeMajor !== Number.parseInt(node, 10)) return `the run is on Node ${nodeMajor}, and this is Node ${node}`;
  return undefined;
}
