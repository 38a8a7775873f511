import type { KeptLedger } from '../audit/kept-ledger.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from './load-plan.js';

/** Starts a worker; where it runs, and how orders and messages travel, is the launcher's business. */
export type Launcher = (plan: WorkerPlan, events: WorkerEvents) => LaunchedWorker;

export interface WorkerEvents {
  message(message: WorkerMessage): void;
  /** The worker ended, or could not start. Also called when it ends as ordered. */
  ended(error: Error): void;
}

export interface LaunchedWorker {
  tell(order: WorkerOrder): void;
  /** Ends it at once. */
  terminate(): Promise<void>;
  /** Judges what it wrote, where its ledger is kept. Absent: it hands its ledger over. */
  readonly judge?: KeptLedger['judge'];
}
