import type { KeptLedger } from '../audit/kept-ledger.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { RowSnapshot } from '../audit/row-ledger.js';
import { monotonicMs } from '../clock/monotonic.js';
import { atMost } from '../clock/wait.js';
import { startOrEnd } from '../errors/start-or-end.js';
import type { ShardCounts } from '../metrics/interval-counts.js';
import { JoinedOutages } from '../metrics/joined-outages.js';
import { type OpenOutage, OpenOutages } from '../metrics/open-outages.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import type { HistorySnapshot } from './history/history-plan.js';
import { launchThread } from './launch-thread.js';
import type { Launcher } from './launcher.js';
import type { WorkerPlan } from './load-plan.js';
import { type LoadListener, LoadWorker } from './load-worker.js';
import type { ReplayBatch } from './replay/replay-plan.js';

export interface LoadOutcome {
  /** Operations planned by the pacer, over all workers; null: a worker was lost with its count. */
  readonly planned: number | null;
  /** When no worker had a successful read or write on a shard although operations were due. A lost worker has no say after its last report. */
  readonly outages: readonly ClientOutage[];
  /** By shard, over all workers that ended in order. */
  readonly shards: readonly ShardCounts[];
}

/** What each worker knows at the end, in their order. */
interface HandedOver {
  /** Empty without audit; without those of workers that ended early. */
  readonly ledgers: readonly LedgerSnapshot[];
  /** Likewise: those that stay where they are. */
  readonly kept: readonly KeptLedger[];
  /** Empty without an origin, or if a worker ended early. */
  readonly rows: readonly RowSnapshot[];
  /** Empty without a history, or if a worker ended early. */
  readonly histories: readonly HistorySnapshot[];
}

/** The workers of a run. Disposing it ends them. */
export interface Load extends AsyncDisposable {
  readonly workerCount: number;
  /** How long before its epoch a part must be ordered, so that the order is in time everywhere. */
  readonly leadMs: number;
  /** Runs one part on every worker from the same epoch, until everything is settled. Times are on the monotonic clock. */
  run(part: 'warmup' | 'measured', epochMs: number, endMs: number, listener: LoadListener): Promise<LoadOutcome>;
  /** Gives a worker of a replay its next operations; resolves when all were sent or dropped, or it has ended. */
  feed(worker: number, batch: ReplayBatch): Promise<void>;
  /** The workers of a replay have everything. */
  endFeed(): void;
  /** Stops planning, now and in later parts; `run` then resolves once everything sent is settled. */
  stop(): void;
  /** Operations currently sent and unanswered. */
  inFlight(): number;
  /** Ongoing times without success, as last reported by the workers. */
  openOutages(): readonly OpenOutage[];
  /** Closes the connections and returns what the workers know. */
  handOver(): Promise<HandedOver>;
}

/** Where the workers of a load run. */
export interface LoadPlace {
  readonly launch: Launcher;
  readonly leadMs: number;
  /** Whether the others carry on when a worker ends with this error. Absent: never. */
  goesOnAfter?(error: unknown): boolean;
}

/** Threads of this process: enough time for an order to reach every thread. */
const inThreads: LoadPlace = { launch: launchThread, leadMs: 30 };

/** Starts one worker per plan; resolves when all connections are open. Throws EnvironmentError if one can't be opened. */
export async function startLoad(plans: readonly WorkerPlan[], place: LoadPlace = inThreads): Promise<Load> {
  return startOrEnd(new WorkerLoad(plans, place), (load) => load.connected());
}

class WorkerLoad implements Load {
  readonly workerCount: number;
  readonly leadMs: number;
  #place: LoadPlace;
  #workers: readonly LoadWorker[];
  #inFlight: Int32Array;
  #shardCount: number;
  /** What is sent may take its deadline to settle, and so may what waits for a connection. */
  #drainTimeoutMs: number;
  #open: OpenOutages;
  /** Those that the others go on without, in this part or an earlier one. */
  #lost = new Set<number>();
  #stopped = false;
  #stoppedAtMs = Number.POSITIVE_INFINITY;

  constructor(plans: readonly WorkerPlan[], place: LoadPlace) {
    const [plan] = plans;
    this.workerCount = plans.length;
    this.leadMs = place.leadMs;
    this.#place = place;
    this.#workers = plans.map((one) => new LoadWorker(one, place.launch));
    this.#inFlight = new Int32Array(plan?.inFlight ?? new SharedArrayBuffer(4));
    this.#shardCount = plan?.shardCount ?? 1;
    this.#drainTimeoutMs = 2 * (plan?.deadlineMs ?? 0);
    this.#open = new OpenOutages(this.#shardCount);
  }

  async connected(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.next('connected')));
  }

  async run(
    part: 'warmup' | 'measured',
    epochMs: number,
    givenEndMs: number,
    listener: LoadListener,
  ): Promise<LoadOutcome> {
    const endMs = this.#stopped ? epochMs : givenEndMs;
    this.#stoppedAtMs = endMs;
    const joined = new JoinedOutages(this.workerCount, this.#shardCount);
    const open = new OpenOutages(this.#shardCount);
    this.#open = open;
    const takeService = (worker: number, service: ServiceReport) => {
      joined.add(worker, service);
      open.add(worker, service);
    };
    const wereAllLost = this.#lost.size === this.workerCount;
    const goOnWithout = (worker: number) => (error: unknown) => {
      if (!this.#place.goesOnAfter?.(error)) throw error;
      const isNew = !this.#lost.has(worker);
      this.#lost.add(worker);
      if (this.#lost.size === this.workerCount && (isNew || wereAllLost)) throw error;
      joined.leave(worker);
      open.leave(worker);
      listener.leave?.(worker);
      return null;
    };
    const outcomes = await allOrNone(
      this.#workers.map((worker, index) =>
        worker.run({ order: 'run', part, epochMs, endMs }, listener, takeService).catch(goOnWithout(index)),
      ),
      () => this.stop(),
      this.#drainTimeoutMs,
    );
    for (const [worker, outcome] of outcomes.entries()) if (outcome !== null) takeService(worker, outcome.service);
    const whole = outcomes.filter((outcome) => outcome !== null);
    return {
      planned: whole.length < this.workerCount ? null : whole.reduce((sum, { planned }) => sum + planned, 0),
      outages: joined.finish(Math.min(this.#stoppedAtMs, monotonicMs()) - epochMs),
      shards: sumByShard(whole.map(({ shards }) => shards)),
    };
  }

  async feed(worker: number, batch: ReplayBatch): Promise<void> {
    await this.#workers[worker]?.feed(batch);
  }

  endFeed(): void {
    for (const worker of this.#workers) worker.tell({ order: 'replay-ends' });
  }

  stop(): void {
    this.#stopped = true;
    this.#stoppedAtMs = Math.min(this.#stoppedAtMs, monotonicMs());
    for (const worker of this.#workers) worker.tell({ order: 'stop' });
  }

  inFlight(): number {
    return this.#inFlight.reduce((sum, count) => sum + count, 0);
  }

  openOutages(): readonly OpenOutage[] {
    return this.#open.all();
  }

  async handOver(): Promise<HandedOver> {
    const ends = await Promise.allSettled(
      this.#workers.map(async (worker) => ({ ...(await worker.handOver()), kept: worker.keptLedger() })),
    );
    const handed = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const isWhole = handed.length === this.workerCount;
    return {
      ledgers: handed.flatMap(({ ledger }) => ledger ?? []),
      kept: handed.flatMap(({ kept }) => kept ?? []),
      // The others are only meaningful as a whole.
      rows: isWhole ? handed.flatMap(({ rows }) => rows ?? []) : [],
      histories: isWhole ? handed.flatMap(({ history }) => history ?? []) : [],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The results of all; if one fails, the others are told to stop, and its error is thrown once they have, or do not in time. */
async function allOrNone<T>(
  work: readonly Promise<T>[],
  stopOthers: () => void,
  timeoutMs: number,
): Promise<readonly T[]> {
  try {
    return await Promise.all(work);
  } catch (error) {
    stopOthers();
    await atMost(Promise.allSettled(work), timeoutMs);
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
