import { Worker } from 'node:worker_threads';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import { monotonicMs } from '../clock/monotonic.js';
import { EnvironmentError } from '../errors/errors.js';
import type { IntervalCounts, ShardCounts } from '../metrics/interval-counts.js';
import { JoinedOutages } from '../metrics/joined-outages.js';
import { type OpenOutage, OpenOutages } from '../metrics/open-outages.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import { connectAdvice } from './connect-advice.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from './load-plan.js';

/** Room for a client library's garbage: fewer collections, and each still traverses only what survives. */
const maxYoungGenerationSizeMb = 96;

/** Receives what the workers report while they run. Times are on the run's clock of the current part. */
/** Receives what load threads report. */
export interface LoadListener {
  interval(worker: number, counts: IntervalCounts): void;
  routed(endpoint: string, atMs: number): void;
}

export interface LoadOutcome {
  /** Operations planned by the pacer, over all workers. */
  readonly planned: number;
  /** When no worker had a successful read or write on a shard although operations were due. */
  readonly outages: readonly ClientOutage[];
  /** By shard, over all workers. */
  readonly shards: readonly ShardCounts[];
}

/** The load threads of a run. Disposing it ends them. */
export interface Load extends AsyncDisposable {
  readonly workerCount: number;
  /** Runs one part on every worker from the same epoch, until everything is settled. Times are on the monotonic clock. */
  run(part: 'warmup' | 'measured', epochMs: number, endMs: number, listener: LoadListener): Promise<LoadOutcome>;
  /** Stops planning, now and in later parts; `run` then resolves once everything sent is settled. */
  stop(): void;
  /** Operations currently sent and unanswered. */
  inFlight(): number;
  /** Ongoing times without success, as last reported by the workers. */
  openOutages(): readonly OpenOutage[];
  /** Closes the connections and returns each worker's ledger; empty without audit. */
  handOver(): Promise<readonly LedgerSnapshot[]>;
}

/** Starts one thread per plan; resolves when all connections are open. Throws EnvironmentError if one can't be opened. */
export async function startLoad(plans: readonly WorkerPlan[]): Promise<Load> {
  const inFlight = new Int32Array(plans[0]?.inFlight ?? new SharedArrayBuffer(4));
  const threads = plans.map((plan) => new LoadThread(plan));
  let stopped = false;
  let stoppedAtMs = Number.POSITIVE_INFINITY;
  const shardCount = plans[0]?.shardCount ?? 1;
  let open = new OpenOutages(shardCount);
  const load: Load = {
    workerCount: plans.length,
    async run(part, epochMs, givenEndMs, listener) {
      const endMs = stopped ? epochMs : givenEndMs;
      stoppedAtMs = endMs;
      const joined = new JoinedOutages(plans.length, shardCount);
      open = new OpenOutages(shardCount);
      const takeService: TakeService = (worker, service) => {
        joined.add(worker, service);
        open.add(worker, service);
      };
      const outcomes = await Promise.all(
        threads.map((thread) => thread.run({ order: 'run', part, epochMs, endMs }, listener, takeService)),
      );
      outcomes.forEach(({ service }, worker) => {
        takeService(worker, service);
      });
      return {
        planned: outcomes.reduce((sum, { planned }) => sum + planned, 0),
        outages: joined.finish(Math.min(stoppedAtMs, monotonicMs()) - epochMs),
        shards: sumByShard(outcomes.map(({ shards }) => shards)),
      };
    },
    stop() {
      stopped = true;
      stoppedAtMs = Math.min(stoppedAtMs, monotonicMs());
      for (const thread of threads) thread.tell({ order: 'stop' });
    },
    inFlight: () => inFlight.reduce((sum, count) => sum + count, 0),
    openOutages: () => open.all(),
    async handOver() {
      const ledgers = await Promise.all(threads.map((thread) => thread.handOver()));
      return ledgers.filter((ledger) => ledger !== null);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.worker.terminate()));
    },
  };
  try {
    await Promise.all(threads.map((thread) => thread.next('connected')));
    return load;
  } catch (error) {
    await load[Symbol.asyncDispose]();
    throw error;
  }
}

function sumByShard(byWorker: readonly (readonly ShardCounts[])[]): readonly ShardCounts[] {
  const [first = []] = byWorker;
  return first.map((_, shard) => ({
    ok: byWorker.reduce((sum, shards) => sum + (shards[shard]?.ok ?? 0), 0),
    notOk: byWorker.reduce((sum, shards) => sum + (shards[shard]?.notOk ?? 0), 0),
    writes: byWorker.reduce((sum, shards) => sum + (shards[shard]?.writes ?? 0), 0),
    reads: byWorker.reduce((sum, shards) => sum + (shards[shard]?.reads ?? 0), 0),
  }));
}

type TakeService = (worker: number, service: ServiceReport) => void;

class LoadThread {
  readonly worker: Worker;
  readonly #plan: WorkerPlan;
  #index: number;
  #listener: LoadListener | undefined;
  #takeService: TakeService | undefined;
  #waiting = new Map<WorkerMessage['type'], { resolve(message: WorkerMessage): void; reject(error: Error): void }>();
  #failure: Error | undefined;

  constructor(plan: WorkerPlan) {
    this.#plan = plan;
    this.#index = plan.workerIndex;
    this.worker = new Worker(new URL('./worker-thread.js', import.meta.url), {
      workerData: plan,
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    this.worker.on('message', (message: WorkerMessage) => this.#take(message));
    this.worker.on('error', (error) => this.#fail(error));
    this.worker.on('exit', () => this.#fail(new Error(`Load thread ${this.#index} ended early.`)));
  }

  tell(order: WorkerOrder): void {
    this.worker.postMessage(order);
  }

  /** The next message of a type. */
  next<T extends WorkerMessage['type']>(type: T): Promise<Extract<WorkerMessage, { type: T }>> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#waiting.set(type, {
        resolve: (message) => resolve(message as Extract<WorkerMessage, { type: T }>),
        reject,
      });
    });
  }

  async run(order: WorkerOrder, listener: LoadListener, takeService: TakeService) {
    this.#listener = listener;
    this.#takeService = takeService;
    this.tell(order);
    return this.next('drained');
  }

  async handOver(): Promise<LedgerSnapshot | null> {
    this.tell({ order: 'hand-over' });
    return (await this.next('ledger')).ledger;
  }

  #take(message: WorkerMessage): void {
    switch (message.type) {
      case 'interval':
        this.#takeService?.(this.#index, message.service);
        this.#listener?.interval(this.#index, message.interval);
        break;
      case 'routed':
        this.#listener?.routed(message.endpoint, message.atMs);
        break;
      case 'failed':
        this.#fail(
          new EnvironmentError(
            `The load could not connect to the cluster (${message.message}). Try: ${connectAdvice(message.message, this.#plan)}`,
          ),
        );
        break;
      default:
        this.#waiting.get(message.type)?.resolve(message);
        this.#waiting.delete(message.type);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
