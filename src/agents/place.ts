import type { WorkerEvents } from '../load/launcher.js';
import type { WorkerMessage } from '../load/load-plan.js';
import { Judgements } from './judgements.js';
import type { AgentIntroduction } from './messages.js';
import type { PlaceReading } from './place-reading.js';
import type { SharedClock } from './shared-clock.js';

/** A place of a run, as the coordinator sees it. */
export interface Place {
  /** From 1. */
  readonly number: number;
  agent: HeldBy | undefined;
  /** Why the agent that took it can't hold it. */
  refusal: string | undefined;
  /** Of the plan it confirmed. */
  digest: string | undefined;
  clock: SharedClock | undefined;
  clockAfter: SharedClock | undefined;
  /** Number of its last batch. */
  lastBatch: number;
  /** On this machine's monotonic clock. */
  heardMs: number;
  isLate: boolean;
  /** Operations its threads sent in the measured part. */
  sent: number;
  /** By worker: up to which interval of the measured part it has reported. */
  readonly intervals: Map<number, number>;
  /** How late its last thread began the measured part. */
  startSkewMs: number | null;
  /** On this machine's monotonic clock; null: it is not lost. */
  lostAtMs: number | null;
  /** By worker: the digest of its ledger, from when it handed over. */
  readonly handedOver: Map<number, string | null>;
  readonly judgements: Judgements;
  /** What it reads back; undefined: it was not asked to. */
  reading: PlaceReading | undefined;
  /** By worker: who hears of it. */
  readonly workers: Map<number, WorkerEvents>;
}

/** Whether the agent has nothing more to say: its workers have handed over, and what they wrote is judged. */
export function isDone({ workers, handedOver, judgements }: Place): boolean {
  return (
    workers.size > 0 &&
    [...workers.keys()].every(
      (worker) => handedOver.has(worker) && (handedOver.get(worker) === null || judgements.has(worker)),
    )
  );
}

interface HeldBy extends AgentIntroduction {
  readonly id: string;
}

export function emptyPlace(number: number): Place {
  return {
    number,
    agent: undefined,
    refusal: undefined,
    digest: undefined,
    clock: undefined,
    clockAfter: undefined,
    lastBatch: 0,
    heardMs: Number.NaN,
    isLate: false,
    sent: 0,
    intervals: new Map(),
    startSkewMs: null,
    lostAtMs: null,
    handedOver: new Map(),
    judgements: new Judgements(),
    reading: undefined,
    workers: new Map(),
  };
}

/** Nothing of the warm-up counts. */
export function beginMeasured(place: Place): void {
  [place.sent, place.startSkewMs] = [0, null];
  place.intervals.clear();
}

export function noteReport(place: Place, worker: number, message: WorkerMessage): void {
  if (message.type === 'interval') {
    place.sent += message.interval.sent;
    place.intervals.set(worker, message.interval.number + 1);
  }
  if (message.type === 'drained') place.startSkewMs = Math.max(place.startSkewMs ?? 0, message.startLateMs);
}

/** Its workers end with this error, and nothing more comes from it. */
export function endPlace({ workers, judgements, reading }: Place, error: Error): void {
  for (const { ended } of workers.values()) ended(error);
  judgements.end();
  reading?.abandon();
}

/** `beta (place 2)` */
export function placeName({ number, agent }: Pick<Place, 'number' | 'agent'>): string {
  return agent === undefined ? `place ${number}` : `${agent.name} (place ${number})`;
}

/**
 * The place of each worker: one that has none yet, then the one with the fewest for its cores. With equal cores, worker j gets
 * place j modulo their number.
 */
export function divideWorkers(workerCount: number, places: readonly Place[]): readonly Place[] {
  const shares = places.map((place) => ({ place, cores: place.agent?.cores ?? 1, workers: 0 }));
  const loadOf = ({ cores, workers }: (typeof shares)[number]) => (workers === 0 ? 0 : (workers + 1) / cores);
  return Array.from({ length: workerCount }, () => {
    const next = shares.reduce((least, share) => (loadOf(share) < loadOf(least) ? share : least));
    next.workers += 1;
    return next.place;
  });
}
