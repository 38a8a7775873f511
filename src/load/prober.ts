import { monotonicMs } from '../clock/monotonic.js';
import { JoinedOutages } from '../metrics/joined-outages.js';
import type { ClientOutage } from '../metrics/outages.js';
import { withoutStalls } from '../metrics/outages-without-stalls.js';
import { placeOf } from '../metrics/service-gap.js';
import { StallSpans } from '../metrics/stall-spans.js';
import { type ClientView, viewOfServer } from '../model/client-view.js';
import type { Endpoint } from '../model/node.js';
import type { Protocol } from '../model/protocol.js';
import { type Stall, shortestStallMs } from '../model/stall.js';
import { stampBytes } from '../model/write-stamp.js';
import { type Driver, type DriverHost, type OutcomeCode, outcomeCode } from './driver/driver.js';
import { type DriverName, drivers } from './driver/registry.js';
import { ServiceGaps } from './service-gaps.js';
import { Slots } from './slots.js';
import { planOperations } from './workload/plan-operations.js';

const probeIntervalMs = 20;
const probeDeadlineMs = 150;
const readSlot = 0;
const writeSlot = 1;
const probes = planOperations({
  mix: { get: 1, set: 1 },
  commands: [],
  chain: false,
  ttlSeconds: null,
  keysPerOperation: 1,
});

export interface ProberOptions {
  readonly driver: DriverName;
  /** The address where the shard's primary currently serves clients; undefined while there is none. */
  readonly endpointOf: () => Endpoint | undefined;
  readonly view: ClientView;
  readonly protocol: Protocol | null;
  /** Index of the key it reads and writes, on the shard it watches. */
  readonly keyIndex: number;
  /** Unique to the prober, so that probes are not mistaken for writes of the load. */
  readonly runTag: string;
  /** Start of the run's clock, on the monotonic clock. */
  readonly epochMs: number;
}

/**
 * Watches one shard from outside: one connection, one read and one write every 20 ms, a 150 ms deadline, no retries, no
 * back-off. It connects to the primary that the servers name, so its outage is the cluster's, not a client's.
 */
export class Prober implements DriverHost, AsyncDisposable {
  /** Successful reads. */
  reads = 0;
  writes = 0;
  #options: ProberOptions;
  #slots = new Slots(1, 2);
  #driver: Driver | undefined;
  #endpoint: Endpoint | undefined;
  #opening: { readonly to: Endpoint; readonly giveUp: AbortController; readonly done: Promise<void> } | undefined;
  #ready = false;
  #gaps = new ServiceGaps(2, { closedLoop: false, hasOthers: false });
  #outages = new JoinedOutages(1, 1);
  #timer: NodeJS.Timeout;
  #dueMs = Number.NaN;
  #stalls = new StallSpans();

  constructor(options: ProberOptions) {
    this.#options = options;
    this.#slots.key.fill(options.keyIndex);
    this.#slots.kind[readSlot] = probes.findIndex(({ writes }) => !writes);
    this.#slots.kind[writeSlot] = probes.findIndex(({ writes }) => writes);
    this.#timer = setInterval(() => this.#tick(), probeIntervalMs);
  }

  settle(slot: number, generation: number, outcome: OutcomeCode): void {
    if (this.#slots.busy[slot] === 0 || this.#slots.generation[slot] !== generation) return;
    this.#slots.busy[slot] = 0;
    this.#slots.generation[slot]! += 1;
    if (outcome !== outcomeCode.ok) return;
    if (slot === readSlot) this.reads += 1;
    else this.writes += 1;
    this.#gaps.success(placeOfSlot(slot), monotonicMs() - this.#options.epochMs);
  }

  get sentWrites(): number {
    return this.#slots.sequence[writeSlot]!;
  }

  /** When the thread it runs on stalled, on the run's clock. */
  get stalls(): readonly Stall[] {
    return this.#stalls.all();
  }

  /** Outages until now; the prober must not be used afterwards. `endMs`: the end of those still open. */
  outages(endMs: number): readonly ClientOutage[] {
    this.#outages.add(0, this.#gaps.finish());
    return withoutStalls(this.#outages.finish(endMs), this.#stalls.all(), { endMs, usualResponseMs: probeIntervalMs });
  }

  repliesArrive(): void {}

  repliesHandled(): void {}

  connectionChanged(_connection: number, endpoint: string | null): void {
    this.#ready = endpoint !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#opening?.giveUp.abort();
    await this.#opening?.done;
    await this.#driver?.[Symbol.asyncDispose]();
  }

  #tick(): void {
    const wanted = this.#options.endpointOf();
    if (wanted) this.#goTo(wanted);
    const nowMs = monotonicMs();
    const wasStalled = this.#noteStall(nowMs);
    for (const slot of [readSlot, writeSlot]) {
      // A probe is due at each tick, even without a connection to send it on.
      this.#gaps.due(placeOfSlot(slot), nowMs - this.#options.epochMs);
      if (this.#slots.busy[slot] === 1) {
        // Replies that arrived during the stall must be read first.
        if (!wasStalled) this.#expire(slot, nowMs);
      } else if (this.#ready) this.#send(slot, nowMs);
    }
    this.#driver?.flush();
    this.#outages.add(0, this.#gaps.report(nowMs - this.#options.epochMs));
  }

  /** Whether this tick is so late that the prober itself stalled. */
  #noteStall(nowMs: number): boolean {
    const [startMs, durationMs] = [this.#dueMs - this.#options.epochMs, nowMs - this.#dueMs];
    this.#dueMs = nowMs + probeIntervalMs;
    if (!(durationMs >= shortestStallMs)) return false;
    this.#stalls.add([{ startMs, durationMs, where: 'generator' }]);
    return true;
  }

  /** Waiting for a node that died must not delay the connection to the next primary. */
  #goTo(wanted: Endpoint): void {
    if (this.#opening && !isSame(wanted, this.#opening.to)) this.#opening.giveUp.abort();
    if (this.#opening || isSame(wanted, this.#endpoint)) return;
    const giveUp = new AbortController();
    this.#opening = { to: wanted, giveUp, done: this.#open(wanted, giveUp.signal) };
  }

  #send(slot: number, nowMs: number): void {
    this.#slots.busy[slot] = 1;
    this.#slots.sentMs[slot] = nowMs;
    this.#slots.sequence[slot]! += 1;
    this.#driver?.send(slot);
  }

  #expire(slot: number, nowMs: number): void {
    if (nowMs - this.#slots.sentMs[slot]! < probeDeadlineMs) return;
    this.settle(slot, this.#slots.generation[slot]!, outcomeCode.indeterminate);
    this.#driver?.deadlinePassed(slot);
  }

  /** Closes the current connection and opens one to another node. If that fails, the next tick retries. */
  async #open(endpoint: Endpoint, giveUp: AbortSignal): Promise<void> {
    this.#ready = false;
    await this.#driver?.[Symbol.asyncDispose]();
    this.#driver = undefined;
    // Otherwise their deadlines would drop the new connection.
    for (const slot of [readSlot, writeSlot])
      this.settle(slot, this.#slots.generation[slot]!, outcomeCode.indeterminate);
    const options = {
      view: viewOfServer(endpoint, this.#options.view),
      connections: 1,
      clientPolicy: 'measured',
      deadlineMs: probeDeadlineMs,
      connectTimeoutMs: probeDeadlineMs,
      runTag: this.#options.runTag,
      seed: 0,
      keys: this.#options.keyIndex + 1,
      protocol: this.#options.protocol,
      operations: probes,
      durability: { kind: 'async' },
      valueSizes: { kind: 'fixed', bytes: stampBytes },
      data: 'compressible',
      slots: this.#slots,
      giveUp,
    } as const;
    try {
      this.#driver = await drivers[this.#options.driver].open(options, this);
      this.#endpoint = endpoint;
    } catch {
      this.#endpoint = undefined;
    } finally {
      this.#opening = undefined;
    }
  }
}

function placeOfSlot(slot: number): number {
  return placeOf(slot === readSlot ? 'read' : 'write', 0, 1);
}

function isSame(left: Endpoint, right: Endpoint | undefined): boolean {
  return left.host === right?.host && left.port === right.port;
}
