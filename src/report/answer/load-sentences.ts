import type { RunRecord } from '../../record/run-record.js';
import { isOpenLoop } from '../facts/loop.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio } from '../format-figures.js';

/** A run without faults: how fast, how many operations succeeded, and the most common problem. */
export function loadSentences(record: RunRecord): readonly string[] {
  const { totals, availability, phases } = record;
  const { planned, ok } = totals.operations;
  if (phases.length === 0 && record.run.interrupted) return [];
  if (planned === 0 || phases.length === 0) return ['No operation was measured.'];
  const rate = totals.throughputPerSecond ?? 0;
  // Phases end on multiples of 100 ms, so they are longer than the time in which operations were due.
  const spanMs = rate > 0 ? Math.round((ok * 1000) / rate) : Math.max(...phases.map(({ endMs }) => endMs));
  const sort = isOpenLoop(record) ? 'response' : 'service';
  const latency = totals.latency.all?.[sort];
  const figures = latency
    ? `: p50 ${sort} time ${formatLatency(latency.p50Us)}, p99 ${formatLatency(latency.p99Us)}`
    : '';
  const { faults } = record.scenario;
  const hasFaults = Array.isArray(faults) && faults.length > 0;
  return [
    hasFaults ? 'No fault had been injected when the run ended.' : 'No fault was injected.',
    `${formatRate(totals.throughputPerSecond, ' operations/s')} for ${formatDuration(spanMs)}${figures}.`,
    ok === planned
      ? `All ${formatCount(planned)} operations succeeded.`
      : `${formatRatio(availability.ratio)} of ${formatCount(planned)} operations succeeded${worstError(totals.errors)}.`,
    ...outageSentences(record, spanMs),
    ...rewarmSentences(record.rewarmMs ?? null),
  ];
}

/** Anything shorter may be the load's own doing. */
const leastOutageMs = 1_000;

/** That service was away although no fault explains it: the longest outage of reads or of writes. */
function outageSentences({ otherOutages = [], shards = [] }: RunRecord, spanMs: number): readonly string[] {
  const [longest] = otherOutages.toSorted((left, right) => right.durationMs - left.durationMs);
  if (longest === undefined || longest.durationMs < leastOutageMs) return [];
  const { shard, startMs, durationMs } = longest;
  const endMs = startMs + durationMs;
  const sorts = new Set(
    otherOutages
      .filter((one) => one.shard === shard && one.startMs < endMs && one.startMs + one.durationMs > startMs)
      .map(({ sort }) => sort),
  );
  const what = sorts.size > 1 ? 'Reads and writes' : longest.sort === 'read' ? 'Reads' : 'Writes';
  const where = shards.length > 1 ? ` of shard ${shard}` : '';
  const until = endMs >= spanMs ? ', until the run ended' : '';
  return [
    `${what}${where} were away for ${formatDuration(durationMs)} from ${formatDuration(startMs)} on${until}, and no fault explains it.`,
  ];
}

function rewarmSentences(rewarmMs: number | null): readonly string[] {
  if (rewarmMs === null) return [];
  return rewarmMs === 0
    ? ['The cache was warm when the measured part began.']
    : [`The cache started cold and was warm after ${formatDuration(rewarmMs)}.`];
}

function worstError(errors: Readonly<Record<string, number>>): string {
  const [worst] = Object.entries(errors).toSorted(([, left], [, right]) => right - left);
  return worst === undefined ? '' : `; the most frequent error was ${worst[0]} (${formatCount(worst[1])} times)`;
}
