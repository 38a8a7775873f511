import { hashSlotCount } from '../../model/hash-slot.js';
import type { WorkerPlan } from '../load-plan.js';
import type { ReplayBatch } from './replay-plan.js';

/** It reads and changes nothing, needs no key, and is answered like a GET. */
const request = Buffer.from(`*2\r\n$4\r\nECHO\r\n$64\r\n${'x'.repeat(64)}\r\n`);
export const rehearsalBytes = request.length;
/** Fewer than the planned starts that are kept. */
const mostOperations = 60_000;
/** Neighbouring operations go to different servers. */
const slotStep = 61;

type Share = Pick<WorkerPlan, 'workerIndex' | 'workerCount' | 'durationMs' | 'operations'>;

/**
 * What a worker sends to warm up for a replay, in place of commands of the log, which must not be sent twice: for `lengthMs`, at
 * its share of the average rate of all `replayed` commands, over the same connections.
 */
export function rehearsal(
  { workerIndex, workerCount, durationMs, operations }: Share,
  replayed: number,
  lengthMs: number,
): ReplayBatch {
  const count = Math.min(mostOperations, Math.ceil((replayed / workerCount / durationMs) * lengthMs));
  const ownSlots = Math.floor(hashSlotCount / workerCount);
  const each = <T>(of: (index: number) => T) => Array.from({ length: count }, (_, index) => of(index));
  const requests = Buffer.alloc(count * request.length);
  return {
    dueMs: Float64Array.from(each((index) => (index * lengthMs) / count)),
    kinds: Uint16Array.from(each((index) => index % operations.length)),
    hashSlots: Uint16Array.from(each((index) => ((index * slotStep) % ownSlots) * workerCount + workerIndex)),
    ends: Uint32Array.from(each((index) => (index + 1) * request.length)),
    requests: requests.fill(request),
  };
}
