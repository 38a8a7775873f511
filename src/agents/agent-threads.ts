import { createHash } from 'node:crypto';
import { judgeShare } from '../audit/judge-share.js';
import type { LedgerSnapshot } from '../audit/ledger-snapshot.js';
import type { LaunchedWorker, Launcher } from '../load/launcher.js';
import type { WorkerMessage, WorkerOrder } from '../load/load-plan.js';
import type { ClientView } from '../model/client-view.js';
import type { Lease } from './lease.js';
import type { AgentMessage, RemotePlan } from './messages.js';
import type { AgentWorkers, RemoteReading } from './remote-reading.js';
import { type RemoteShare, unpackShare } from './remote-share.js';
import { ShareReader } from './share-reader.js';
import { type SharedClock, toLocal, toShared } from './shared-clock.js';

interface ThreadsOptions {
  /** From 1. */
  readonly place: number;
  readonly clock: SharedClock;
  readonly lease: Lease;
  readonly cores: number;
  readonly launch: Launcher;
  send(message: AgentMessage): void;
  readClock(): Promise<SharedClock>;
}

/** The load threads of an agent: the same as those of a run without agents, under orders from elsewhere. */
export class AgentThreads implements AsyncDisposable {
  readonly #options: ThreadsOptions;
  readonly #inFlight: Int32Array<SharedArrayBuffer>;
  readonly #hasOwnCore: boolean;
  readonly #tables: readonly Uint16Array[];
  readonly #workers: ReadonlyMap<number, LaunchedWorker>;
  readonly #view: ClientView | undefined;
  readonly #share: AgentWorkers;
  /** Of the workers that have ended. */
  readonly #ledgers = new Map<number, LedgerSnapshot>();
  /** Has what their keys hold. */
  #reader: ShareReader | undefined;

  /** `tables`: the shards of keys, to which the plans refer by position. */
  constructor(plans: readonly RemotePlan[], tables: readonly Uint16Array[], options: ThreadsOptions) {
    this.#options = options;
    const [plan] = plans;
    const workerCount = plan?.workerCount ?? 0;
    this.#view = plan?.view;
    this.#share = { workers: plans.map(({ workerIndex }) => workerIndex), workerCount };
    const cells = workerCount * Int32Array.BYTES_PER_ELEMENT;
    this.#inFlight = new Int32Array(new SharedArrayBuffer(cells));
    this.#hasOwnCore = plans.length < options.cores;
    this.#tables = tables.map(inSharedMemory);
    this.#workers = new Map(plans.map((plan) => [plan.workerIndex, this.#launch(plan)]));
  }

  tell(worker: number, order: WorkerOrder): void {
    this.#workers.get(worker)?.tell(this.#inLocalTime(order));
  }

  /** Reads the keys of its workers back, and sends what they hold. */
  async readBack(reading: RemoteReading): Promise<void> {
    const { send, place } = this.#options;
    let leftCopies: readonly number[] = [...reading.copies.keys()];
    try {
      if (this.#view === undefined) return;
      using reader = new ShareReader(reading, {
        ...{ view: this.#view, share: this.#share, firstCopy: place - 1 },
        send: (read) => send({ type: 'keys-read', ...read }),
      });
      this.#reader = reader;
      leftCopies = await reader.read();
    } finally {
      send({ type: 'read-back-ended', leftCopies });
    }
  }

  /** Judges what a worker wrote, from the ledger that it handed over. */
  judge(worker: number, share: RemoteShare): void {
    const { send } = this.#options;
    const ledger = this.#ledgers.get(worker);
    if (ledger === undefined) return;
    this.#ledgers.delete(worker);
    try {
      send({
        type: 'judged',
        worker,
        judgement: judgeShare(ledger, unpackShare(share, ledger, this.#reader?.kept.get(worker))),
      });
    } catch (error) {
      send({ type: 'not-judged', worker, error: (error as Error).message });
    }
  }

  /** Operations in flight, by worker. */
  inFlight(): readonly (readonly [worker: number, operations: number])[] {
    return [...this.#workers.keys()].map((worker) => [worker, this.#inFlight[worker] ?? 0]);
  }

  #launch({ tables, ...plan }: RemotePlan): LaunchedWorker {
    const { clock, lease, launch, send } = this.#options;
    const worker = plan.workerIndex;
    let isClosed = false;
    const own = {
      hasOwnCore: this.#hasOwnCore,
      inFlight: this.#inFlight.buffer,
      lease: lease.shared,
      shardsOfKeys: tables?.flatMap((position) => this.#tables[position] ?? []) ?? null,
    };
    return launch(
      { ...plan, ...own },
      {
        message: (message) => {
          if (message.type !== 'ledger') {
            send({ type: 'worker', worker, message: withStallsShifted(message, (atMs) => toShared(clock, atMs)) });
            return;
          }
          isClosed = true;
          void this.#handOver(worker, message);
        },
        ended: ({ message }) => {
          if (!isClosed) send({ type: 'worker-ended', worker, error: message });
        },
      },
    );
  }

  async #handOver(worker: number, message: Extract<WorkerMessage, { type: 'ledger' }>): Promise<void> {
    const { send, readClock } = this.#options;
    const { ledger } = message;
    if (ledger !== null) this.#ledgers.set(worker, ledger);
    const clock = await readClock();
    send({ type: 'handed-over', worker, clock, ledgerSha256: ledger && ledgerDigest(ledger) });
  }

  #inLocalTime(order: WorkerOrder): WorkerOrder {
    if (order.order !== 'run') return order;
    const { clock } = this.#options;
    return { ...order, epochMs: toLocal(clock, order.epochMs), endMs: toLocal(clock, order.endMs) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader?.[Symbol.dispose]();
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()));
  }
}

/** Shifts the only times of a worker that are not on the run's clock. */
export function withStallsShifted(message: WorkerMessage, shift: (atMs: number) => number): WorkerMessage {
  if (message.type !== 'interval' || message.interval.thread.stalls === undefined) return message;
  const { thread } = message.interval;
  const stalls = message.interval.thread.stalls.map((stall) => ({ ...stall, startMs: shift(stall.startMs) }));
  return { ...message, interval: { ...message.interval, thread: { ...thread, stalls } } };
}

function inSharedMemory(table: Uint16Array): Uint16Array {
  const shared = new Uint16Array(new SharedArrayBuffer(table.byteLength));
  shared.set(table);
  return shared;
}

/** SHA-256 over what a worker wrote and which of it was acknowledged, key by key. */
function ledgerDigest({ workerIndex, workerCount, issued, acknowledged }: LedgerSnapshot): string {
  return createHash('sha256').update(`${workerIndex}/${workerCount}`).update(issued).update(acknowledged).digest('hex');
}
