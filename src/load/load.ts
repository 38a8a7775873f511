import type { KeptLedger } from '../audit/kept-ledger.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { RowSnapshot } from '../audit/row-ledger.js';
import { monotonicMs } from '../clock/monotonic.js';
import { atMost } from '../clock/wait.js';
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
export async function startLoad(
  plans: readonly WorkerPlan[],
  { launch, leadMs, goesOnAfter }: LoadPlace = inThreads,
): Promise<Load> {
  const inFlight = new Int32Array(plans[0]?.inFlight ?? new SharedArrayBuffer(4));
  const workers = plans.map((plan) => new LoadWorker(plan, launch));
  let stopped = false;
  let stoppedAtMs = Number.POSITIVE_INFINITY;
  const shardCount = plans[0]?.shardCount ?? 1;
  // What is sent may take its deadline to settle, and so may what waits for a connection.
  const drainTimeoutMs = 2 * (plans[0]?.deadlineMs ?? 0);
  let open = new OpenOutages(shardCount);
  const load: Load = {
    workerCount: plans.length,
    leadMs,
    async run(part, epochMs, givenEndMs, listener) {
      const endMs = stopped ? epochMs : givenEndMs;
      stoppedAtMs = endMs;
      const joined = new JoinedOutages(plans.length, shardCount);
      open = new OpenOutages(shardCount);
      const takeService = (worker: number, service: ServiceReport) => {
        joined.add(worker, service);
        open.add(worker, service);
      };
      let left = workers.length;
      const goOnWithout = (worker: number) => (error: unknown) => {
        left -= 1;
        if (left === 0 || !goesOnAfter?.(error)) throw error;
        joined.leave(worker);
        open.leave(worker);
        listener.leave?.(worker);
        return null;
      };
      const outcomes = await allOrNone(
        workers.map((worker, index) =>
          worker.run({ order: 'run', part, epochMs, endMs }, listener, takeService).catch(goOnWithout(index)),
        ),
        () => load.stop(),
        drainTimeoutMs,
      );
      outcomes.forEach((outcome, worker) => {
        if (outcome !== null) takeService(worker, outcome.service);
      });
      const whole = outcomes.filter((outcome) => outcome !== null);
      return {
        planned: whole.length < workers.length ? null : whole.reduce((sum, { planned }) => sum + planned, 0),
        outages: joined.finish(Math.min(stoppedAtMs, monotonicMs()) - epochMs),
        shards: sumByShard(whole.map(({ shards }) => shards)),
      };
    },
    feed: async (worker, batch) => workers[worker]?.feed(batch),
    endFeed() {
      for (const worker of workers) worker.tell({ order: 'replay-ends' });
    },
    stop() {
      stopped = true;
      stoppedAtMs = Math.min(stoppedAtMs, monotonicMs());
      for (const worker of workers) worker.tell({ order: 'stop' });
    },
    inFlight: () => inFlight.reduce((sum, count) => sum + count, 0),
    openOutages: () => open.all(),
    async handOver() {
      const handed = (
        await Promise.allSettled(
          workers.map(async (worker) => ({ ...(await worker.handOver()), kept: worker.keptLedger() })),
        )
      ).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const isWhole = handed.length === workers.length;
      return {
        ledgers: handed.flatMap(({ ledger }) => ledger ?? []),
        kept: handed.flatMap(({ kept }) => kept ?? []),
        // The others are only meaningful as a whole.
        rows: isWhole ? handed.map(({ rows }) => rows).filter((rows) => rows !== null) : [],
        histories: isWhole ? handed.map(({ history }) => history).filter((history) => history !== null) : [],
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
  try {
    await Promise.all(workers.map((worker) => worker.next('connected')));
    return load;
  } catch (error) {
    await load[Symbol.asyncDispose]();
    throw error;
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
