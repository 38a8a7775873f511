import { unitsOf } from '../../cost/units.js';
import {
  type CountedBytes,
  type RequestBytes,
  replyBytes,
  requestBytes,
  sizeShares,
} from '../../load/workload/request-bytes.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { Protocol } from '../../model/protocol.js';
import type { ValueSizes } from '../../model/scenario.js';
import type { CommandTraffic } from '../../record/sections/cost.js';
import { sum } from '../../units/sum.js';

/** How often one request was sent, and what its replies showed. */
export interface RequestCounts {
  readonly calls: number;
  readonly hits: number;
  readonly misses: number;
}

/** What the servers measured of a command; null: not reported. */
export interface ServerUse {
  readonly cpuUs: number | null;
  /** Mean size of the replies that only the servers know. */
  readonly replyBytes: number | null;
}

/** What every request of a run shares. */
export interface TrafficSettings {
  readonly protocol: Protocol;
  readonly valueSizes: ValueSizes;
  /** The sizes of each command's requests in a replayed log; absent: they follow from what the run writes. */
  readonly logged?: ReadonlyMap<string, readonly CountedBytes[]>;
}

/** The traffic of one request, from its template and its counts: nothing is counted per operation. */
export function trafficOf(
  request: OperationPlan,
  settings: TrafficSettings,
  counts: RequestCounts,
  { cpuUs, replyBytes: unknownReply }: ServerUse,
): CommandTraffic {
  const { calls } = counts;
  const command = request.words[0] ?? request.name;
  const parts = partsOf(request, settings, counts);
  const units = (kilobytes: number, cpu: number | null = cpuUs) => unitsOf({ command, kilobytes, cpuUs: cpu });
  if (parts !== null) {
    return {
      calls,
      payloadBytes: Math.round(total(parts, ({ payload }) => payload)),
      wireBytes: Math.round(total(parts, ({ wire }) => wire)),
      cpuUs,
      units: {
        low: units(
          total(parts, ({ payload }) => Math.max(1, payload / 1024)),
          null,
        ),
        likely: units(total(parts, ({ payload }) => Math.max(1, payload / 1000))),
        high: units(total(parts, ({ wire }) => Math.max(1, wire / 1000))),
      },
    };
  }
  const requests = requestParts(request, settings, calls);
  const low = units(
    total(requests, ({ payload }) => Math.max(1, payload / 1024)),
    null,
  );
  if (unknownReply === null) return { calls, payloadBytes: null, wireBytes: null, cpuUs, units: null };
  const [payloadBytes, wireBytes] = [
    total(requests, ({ payload }) => payload + unknownReply),
    total(requests, ({ wire }) => wire + unknownReply),
  ];
  // Only the mean is known: Σ max(1, KB) is at least the maximum of calls and KB, and at most their sum.
  const likely = units(Math.max(calls, payloadBytes / 1000));
  return { calls, payloadBytes, wireBytes, cpuUs, units: { low, likely, high: units(calls + wireBytes / 1000) } };
}

/** The bytes on the wire, if the size of all replies is known; otherwise of the requests. */
export function wireBytesOf(request: OperationPlan, settings: TrafficSettings, counts: RequestCounts): number {
  return total(partsOf(request, settings, counts) ?? requestParts(request, settings, counts.calls), ({ wire }) => wire);
}

/** Whether the size of its replies follows from the request. */
export function isReplyKnown(request: OperationPlan, settings: TrafficSettings, counts: RequestCounts): boolean {
  return partsOf(request, settings, counts) !== null;
}

/** The bytes of the replies whose size is known. */
export function knownReplyBytes(request: OperationPlan, settings: TrafficSettings, counts: RequestCounts): number {
  const requests = total(requestParts(request, settings, counts.calls), ({ wire }) => wire);
  return wireBytesOf(request, settings, counts) - requests;
}

/** By what the replies showed and the size of the value; null: the size of the replies is not known. */
function partsOf(
  request: OperationPlan,
  settings: TrafficSettings,
  counts: RequestCounts,
): readonly CountedBytes[] | null {
  const { protocol, valueSizes, logged } = settings;
  if (logged !== undefined) {
    // A log has no replies: those with values can have any size.
    const reply = request.writes && request.reply !== 'value' ? replyBytes(request, protocol, 0, false) : null;
    return reply && requestParts(request, settings, counts.calls).map((part) => plus(part, reply));
  }
  const parts: CountedBytes[] = [];
  for (const { bytes, share } of sizeShares(valueSizes)) {
    const sent = requestBytes(request, protocol, bytes);
    for (const [found, calls] of answersOf(request, counts)) {
      const reply = found === null ? nothing : replyBytes(request, protocol, bytes, found);
      if (reply === null) return null;
      parts.push(plus({ calls: calls * share, ...sent }, reply));
    }
  }
  return parts;
}

function plus(part: CountedBytes, { payload, wire }: RequestBytes): CountedBytes {
  return { calls: part.calls, payload: part.payload + payload, wire: part.wire + wire };
}

const nothing: RequestBytes = { payload: 0, wire: 0 };

function requestParts(
  request: OperationPlan,
  { protocol, valueSizes, logged }: TrafficSettings,
  calls: number,
): readonly CountedBytes[] {
  if (logged !== undefined) {
    const parts = logged.get(request.name) ?? [];
    const share = calls / sum(parts.map((part) => part.calls));
    return parts.map((part) => ({ ...part, calls: part.calls * share }));
  }
  return sizeShares(valueSizes).map(({ bytes, share }) => ({
    calls: calls * share,
    ...requestBytes(request, protocol, bytes),
  }));
}

/** How many calls found their key, found nothing, and got no reply with data (null). */
function answersOf(
  request: OperationPlan,
  { calls, hits, misses }: RequestCounts,
): readonly (readonly [found: boolean | null, calls: number])[] {
  const seen = (hits + misses) / request.keyCount;
  // Only some replies show whether there was a value; the others replace one that was there.
  if (seen === 0) return [[true, calls]];
  const answered = Math.min(calls, seen);
  const foundShare = hits / (hits + misses);
  return [
    [true, answered * foundShare],
    [false, answered * (1 - foundShare)],
    [null, calls - answered],
  ];
}

function total(parts: readonly CountedBytes[], of: (part: CountedBytes) => number): number {
  return parts.reduce((sum, part) => sum + part.calls * of(part), 0);
}
