import type { Redis } from 'ioredis';
import type { ShareJudgement } from '../audit/judge-share.js';
import type { ShareInput } from '../audit/share-input.js';
import { monotonicMs } from '../clock/monotonic.js';
import { atMost } from '../clock/wait.js';
import { InternalError } from '../errors/errors.js';
import type { ReadElsewhere } from '../keyspace/copies.js';
import type { Launcher } from '../load/launcher.js';
import type { WorkerOrder, WorkerPlan } from '../load/load-plan.js';
import { type ControlKeys, controlKeys, keptSeconds } from './control-keys.js';
import { beatMs, farewellTimeoutMs, lateAfterMs, lostAfterMs } from './control-times.js';
import { type CoordinatorMessage, encode } from './messages.js';
import { BatchReader } from './pack-batch.js';
import { beginMeasured, divideWorkers, emptyPlace, endPlace, isDone, type Place } from './place.js';
import { lostError, unreachableError } from './place-errors.js';
import { readByAgents } from './read-by-agents.js';
import { readStream, type StreamEntry, writeEntry } from './read-stream.js';
import { inSharedTime, planDigest, planMessage } from './remote-plans.js';
import { packShare } from './remote-share.js';
import type { SharedClock } from './shared-clock.js';
import { takeMessage } from './take-message.js';

/** What happens to agents during a run. */
export interface CoordinatorEvents {
  /** It has been silent for a while, or is heard again. */
  late(place: Place, isLate: boolean): void;
  lost(place: Place, reason: string): void;
}

interface CoordinatorOptions {
  readonly run: string;
  readonly places: number;
  /** One connection for requests, and one that waits for messages. */
  readonly requests: Redis;
  readonly reader: Redis;
  readonly clock: SharedClock;
  readonly mostClockErrorMs: number;
  readonly events: CoordinatorEvents;
}

/**
 * The workers of a run on other machines: gives every agent its share of the plans, passes orders and messages on, and notices
 * who is lost. Everything else about a load is the same as with threads of this process.
 */
export class Coordinator implements AsyncDisposable {
  readonly places: readonly Place[];
  readonly #options: CoordinatorOptions;
  readonly #keys: ControlKeys;
  readonly #over = new AbortController();
  readonly #beats: NodeJS.Timeout;
  readonly #reading: Promise<void>;
  readonly #batches = new BatchReader();
  #plans: WorkerPlan[] = [];
  #placesOfWorkers: readonly Place[] = [];
  #inFlight: Int32Array = new Int32Array(0);
  /** When the control Redis last answered. */
  #answeredMs = monotonicMs();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#keys = controlKeys(options.run);
    this.places = Array.from({ length: options.places }, (_, index) => emptyPlace(index + 1));
    this.#beat();
    this.#beats = setInterval(() => this.#beat(), beatMs);
    this.#reading = this.#read();
  }

  /** Starts the workers where their places are. The plans go out once the last one is there. */
  readonly launch: Launcher = (plan, events) => {
    const { workerIndex, workerCount } = plan;
    if (workerIndex === 0) {
      this.#placesOfWorkers = divideWorkers(workerCount, this.places);
      this.#inFlight = new Int32Array(plan.inFlight);
    }
    const place = this.#placesOfWorkers[workerIndex];
    if (place === undefined) throw new InternalError(`There is no place for load thread ${workerIndex}.`);
    place.workers.set(workerIndex, events);
    this.#plans.push(plan);
    if (this.#plans.length === workerCount) for (const one of this.places) this.#sendPlans(one);
    return {
      tell: (order) => this.#tell(place, workerIndex, order),
      // The agent ends its threads when they have handed over, when it is fenced, or when the run is done.
      terminate: async () => {},
      judge: (share) => this.#judge(place, plan, share),
    };
  };

  /** Has every agent read the keys of its workers back. */
  readonly readElsewhere: ReadElsewhere = (copies, onKeys) =>
    readByAgents(this.places, { copies, onKeys, send: (place, reading) => this.#send(place, reading) });

  /** An agent on this machine has ended. */
  agentExited(name: string): void {
    const place = this.places.find(({ agent }) => agent?.name === name);
    if (place !== undefined) this.#lose(place, 'its process ended');
  }

  #sendPlans(place: Place): void {
    const message = planMessage(this.#plans.filter(({ workerIndex }) => place.workers.has(workerIndex)));
    const refusal =
      place.lostAtMs === null ? unreachableError(place, message.plans) : lostError(place, 'it has no plan yet');
    if (refusal !== undefined) {
      endPlace(place, refusal);
      return;
    }
    place.digest = planDigest(message.plans);
    void this.#send(place, message);
    const { requests } = this.#options;
    for (const key of [this.#keys.up, this.#keys.down(place.number)])
      void requests.expire(key, keptSeconds).catch(() => {});
  }

  #tell(place: Place, worker: number, order: WorkerOrder): void {
    if (order.order === 'run' && order.part === 'measured') beginMeasured(place);
    void this.#send(place, { type: 'order', worker, order: inSharedTime(order, this.#options.clock) });
  }

  #judge(place: Place, plan: WorkerPlan, share: ShareInput): Promise<ShareJudgement | null> {
    const packed = packShare(share, plan, place.reading?.isWhole);
    void this.#send(place, { type: 'judge', worker: plan.workerIndex, share: packed });
    return place.judgements.of(plan.workerIndex);
  }

  async #send(place: Place, message: CoordinatorMessage): Promise<void> {
    const { requests } = this.#options;
    const key = this.#keys.down(place.number);
    await writeEntry(requests, key, { sender: '', content: encode(message) }).catch(() => {});
  }

  #beat(): void {
    const { requests } = this.#options;
    void requests.set(this.#keys.coordinator, '1', 'PX', lostAfterMs).catch(() => {});
    if (monotonicMs() - this.#answeredMs < lostAfterMs) return;
    // By then, the leases of all agents have ended.
    for (const place of this.places) this.#lose(place, `the control Redis was away for ${lostAfterMs / 1000} s`);
  }

  async #read(): Promise<void> {
    const { reader, requests } = this.#options;
    for await (const entries of readStream(reader, this.#keys.up, this.#over.signal)) {
      this.#answeredMs = monotonicMs();
      for (const entry of entries) this.#takeBatch(entry);
      const last = entries.at(-1);
      if (last !== undefined) void requests.xtrim(this.#keys.up, 'MINID', last.id).catch(() => {});
      // Only now: while the control Redis is away, nobody can be heard.
      this.#judgeSilence();
    }
  }

  #takeBatch({ sender, content }: StreamEntry): void {
    const batch = this.#batches.read(content);
    const place = this.places[batch.place - 1];
    if (place === undefined || place.lostAtMs !== null || batch.number <= place.lastBatch) return;
    if (place.agent !== undefined && place.agent.id !== sender) return;
    place.lastBatch = batch.number;
    place.heardMs = monotonicMs();
    const state = { ...this.#options, inFlight: this.#inFlight };
    for (const message of batch.messages) takeMessage(place, sender, message, state);
  }

  #judgeSilence(): void {
    for (const place of this.places) {
      const { agent, lostAtMs } = place;
      if (agent === undefined || lostAtMs !== null || isDone(place)) continue;
      const silentMs = monotonicMs() - place.heardMs;
      if (silentMs >= lateAfterMs !== place.isLate) {
        place.isLate = silentMs >= lateAfterMs;
        this.#options.events.late(place, place.isLate);
      }
      if (silentMs >= lostAfterMs) this.#lose(place, `it was silent for ${lostAfterMs / 1000} s`);
    }
  }

  #lose(place: Place, reason: string): void {
    if (place.lostAtMs !== null || this.#over.signal.aborted || isDone(place)) return;
    place.lostAtMs = monotonicMs();
    for (const worker of place.workers.keys()) this.#inFlight[worker] = 0;
    // Whoever holds it learns at its next beat that it must not go on.
    const { requests, events } = this.#options;
    void requests.set(this.#keys.holder(place.number), 'given up', 'EX', keptSeconds).catch(() => {});
    events.lost(place, reason);
    endPlace(place, lostError(place, reason));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { requests } = this.#options;
    this.#over.abort();
    clearInterval(this.#beats);
    const { up, coordinator, down, holder } = this.#keys;
    // These tell agents that the run is over, and expire.
    const lasting = this.places.flatMap(({ number }) => [down(number), holder(number)]);
    const farewells = [
      ...this.places.map((place) => this.#send(place, { type: 'done' })),
      requests.del(up, coordinator),
      ...lasting.map((key) => requests.expire(key, leftSeconds)),
      this.#reading,
    ];
    await atMost(Promise.allSettled(farewells), farewellTimeoutMs);
  }
}

/** Long enough for a late agent to read that the run is over. */
const leftSeconds = 60;
