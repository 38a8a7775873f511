import type { KeptLedger } from '../audit/kept-ledger.js';
import { EnvironmentError } from '../errors/errors.js';
import type { IntervalCounts } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import { connectAdvice } from './connect-advice.js';
import type { LaunchedWorker, Launcher } from './launcher.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from './load-plan.js';
import type { ReplayBatch } from './replay/replay-plan.js';

/** Receives what workers report while they run. Times are on the run's clock of the current part. */
export interface LoadListener {
  interval(worker: number, counts: IntervalCounts): void;
  routed(endpoint: string, atMs: number): void;
  /** The worker is lost, and reports nothing more. */
  leave?(worker: number): void;
}

type TakeService = (worker: number, service: ServiceReport) => void;

/** One worker of a load: its answers to orders as promises, and what it reports in between. */
export class LoadWorker {
  readonly #plan: WorkerPlan;
  readonly #worker: LaunchedWorker;
  #listener: LoadListener | undefined;
  #takeService: TakeService | undefined;
  #waiting = new Map<WorkerMessage['type'], { resolve(message: WorkerMessage): void; reject(error: Error): void }>();
  #failure: Error | undefined;
  /** Of the batches that it has not used up, the oldest first. */
  #onUsed: (() => void)[] = [];

  constructor(plan: WorkerPlan, launch: Launcher) {
    this.#plan = plan;
    this.#worker = launch(plan, {
      message: (message) => this.#take(message),
      ended: (error) => this.#fail(error),
    });
  }

  tell(order: WorkerOrder): void {
    this.#worker.tell(order);
  }

  /** Resolves when it has used up the batch, or has ended. */
  feed(batch: ReplayBatch): Promise<void> {
    if (this.#failure || batch.dueMs.length === 0) return Promise.resolve();
    this.tell({ order: 'replay', batch });
    return new Promise((resolve) => this.#onUsed.push(resolve));
  }

  /** The next message of a type. Rejects when the worker ends before. */
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

  handOver(): Promise<Extract<WorkerMessage, { type: 'ledger' }>> {
    this.tell({ order: 'hand-over' });
    return this.next('ledger');
  }

  /** The ledger that it does not hand over; null: there is none. */
  keptLedger(): KeptLedger | null {
    const { workerIndex, workerCount, audit } = this.#plan;
    const { judge } = this.#worker;
    return judge === undefined || audit === 'off' ? null : { workerIndex, workerCount, judge };
  }

  terminate(): Promise<void> {
    return this.#worker.terminate();
  }

  #take(message: WorkerMessage): void {
    switch (message.type) {
      case 'interval':
        this.#takeService?.(this.#plan.workerIndex, message.service);
        this.#listener?.interval(this.#plan.workerIndex, message.interval);
        break;
      case 'routed':
        this.#listener?.routed(message.endpoint, message.atMs);
        break;
      case 'used':
        this.#onUsed.shift()?.();
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
    for (const used of this.#onUsed.splice(0)) used();
  }
}
