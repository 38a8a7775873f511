import { withStallsShifted } from './agent-threads.js';
import type { AgentMessage } from './messages.js';
import { endPlace, noteReport, type Place, placeName } from './place.js';
import { readyError } from './place-errors.js';
import { type SharedClock, toLocal } from './shared-clock.js';

interface RunState {
  readonly clock: SharedClock;
  readonly mostClockErrorMs: number;
  /** By worker: its operations in flight. */
  readonly inFlight: Int32Array;
}

/** Takes a message from the agent that holds a place. */
export function takeMessage(place: Place, sender: string, message: AgentMessage, state: RunState): void {
  switch (message.type) {
    case 'hello':
      place.agent = { ...message, id: sender };
      break;
    case 'refused':
      place.refusal = message.reason;
      break;
    case 'ready':
      takeReady(place, message, state);
      break;
    case 'beat':
      for (const [worker, operations] of message.inFlight) state.inFlight[worker] = operations;
      break;
    case 'worker':
      takeFromWorker(place, message, state);
      break;
    case 'worker-ended':
      place.workers.get(message.worker)?.ended(new Error(`${placeName(place)}: ${message.error}`));
      break;
    case 'handed-over':
      place.clockAfter = message.clock;
      place.handedOver.set(message.worker, message.ledgerSha256);
      place.workers.get(message.worker)?.message({ type: 'ledger', ledger: null, rows: null, history: null });
      break;
    case 'keys-read':
      place.reading?.take(message);
      break;
    case 'read-back-ended':
      place.reading?.finish(message.leftCopies);
      break;
    case 'judged':
    case 'not-judged':
      place.judgements.take(message, placeName(place));
      break;
    default:
      message satisfies never;
  }
}

type MessageOf<Type extends AgentMessage['type']> = Extract<AgentMessage, { type: Type }>;

function takeReady(place: Place, { digest, clock }: MessageOf<'ready'>, { mostClockErrorMs }: RunState): void {
  place.clock = clock;
  const error = readyError(place, digest, clock, mostClockErrorMs);
  if (error !== undefined) endPlace(place, error);
}

function takeFromWorker(place: Place, { worker, message }: MessageOf<'worker'>, { clock }: RunState): void {
  noteReport(place, worker, message);
  place.workers.get(worker)?.message(withStallsShifted(message, (atMs) => toLocal(clock, atMs)));
}
