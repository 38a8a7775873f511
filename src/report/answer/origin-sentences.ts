import { type StaleCause, staleCauseSentences, staleCauses } from '../../model/stale-causes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, OriginCostRecord } from '../../record/sections/faults.js';
import type { OriginRecord } from '../../record/sections/origin.js';
import { originName } from '../facts/origin-name.js';
import { counted } from '../facts/origin-rows.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio } from '../format-figures.js';
import { allowanceOf } from './allowance.js';
import { capitalized } from './names.js';

/** What the database or API behind the cache had to handle, and which reads were stale. */
export function originSentences(record: RunRecord): readonly string[] {
  const { origin } = record;
  if (!origin) return [];
  return [
    ...costs(record, origin),
    ...loadOn(record, origin),
    ...stampede(origin),
    ...refusals(origin),
    ...writesBehind(record, origin),
    staleness(record, origin),
    ...phantoms(origin),
  ];
}

/** What the faults cost it: the most expensive one of the cache, and of its own the one in which most requests failed. */
function costs(record: RunRecord, origin: OriginRecord): readonly string[] {
  const { faults } = record;
  const all = faults.flatMap((fault) => (fault.origin ? [{ fault, cost: fault.origin }] : []));
  const [ofCache] = all
    .filter(({ fault }) => !fault.strikesOrigin)
    .toSorted((one, other) => other.cost.readsPerSecondPeak - one.cost.readsPerSecondPeak);
  const [ofOrigin] = all
    .filter(({ fault }) => fault.strikesOrigin)
    .toSorted((one, other) => other.cost.failed - one.cost.failed);
  return [
    ...(ofCache ? [costOfCacheFault(ofCache.cost, whoThen(record, origin, ofCache.fault))] : []),
    ...(ofOrigin ? [costOfOriginFault(ofOrigin.fault, ofOrigin.cost, originName(origin))] : []),
  ];
}

/** `PostgreSQL then`, or after which of several faults. */
function whoThen({ faults }: RunRecord, origin: OriginRecord, { name, injectedAtMs }: FaultRecord): string {
  if (faults.length === 1) return `${capitalized(originName(origin))} then`;
  return `After ${name} at ${formatDuration(injectedAtMs)}, ${originName(origin)}`;
}

function costOfCacheFault(cost: OriginCostRecord, who: string): string {
  const { readsPerSecondBefore, readsPerSecondPeak, offloadBefore, lowestOffload } = cost;
  const before = readsPerSecondBefore === null ? '' : ` (${formatRate(readsPerSecondBefore)} before)`;
  const fell = offloadBefore !== null && lowestOffload !== null && lowestOffload < offloadBefore;
  const share = lowestOffload ? `only ${formatRatio(lowestOffload)}` : 'none';
  const answered = fell
    ? `, while the cache answered ${share} of the reads (${formatRatio(offloadBefore)} before)`
    : '';
  return `${who} served up to ${formatRate(readsPerSecondPeak, ' reads/s')}${before}${answered}.`;
}

function costOfOriginFault(
  { injectedAtMs, healedAtMs, lowestHitRate }: FaultRecord,
  { requests, failed }: OriginCostRecord,
  name: string,
): string {
  const until =
    healedAtMs === null
      ? 'Until the run ended'
      : `Until it was healed after ${formatDuration(healedAtMs - injectedAtMs)}`;
  const hits = lowestHitRate == null ? '' : `; the cache answered at least ${formatRatio(lowestHitRate)} of the reads`;
  return `${until}, ${formatCount(failed)} of ${counted(requests, 'request')} to ${name} failed${hits}.`;
}

function loadOn({ faults }: RunRecord, origin: OriginRecord): readonly string[] {
  const { offloadRatio, readsPerSecond, latency } = origin;
  const name = originName(origin);
  if (offloadRatio === null || readsPerSecond === null) return [`No read went to ${name}.`];
  const share = `${formatRatio(1 - offloadRatio)} of the reads went to ${name}`;
  const time = latency === null ? '' : `, with a p99 of ${formatLatency(latency.p99Us)}`;
  // What it served per second is part of what each fault cost.
  if (faults.some((fault) => fault.origin)) return [`Over the whole run, ${share}${time}.`];
  return [`${share}, at most ${formatRate(readsPerSecond.max)}${time}.`];
}

/** Fewer readers of one key at once are common with several load threads. */
const leastStampede = 8;

function stampede({ sameKeyMax }: OriginRecord): readonly string[] {
  return sameKeyMax < leastStampede
    ? []
    : [`Up to ${formatCount(sameKeyMax)} readers asked it for the same key at once.`];
}

function refusals({ poolRefused }: OriginRecord): readonly string[] {
  if (poolRefused === 0) return [];
  return [`${counted(poolRefused, 'request')} to it got no connection in time.`];
}

function staleness({ gates }: RunRecord, { stale }: OriginRecord): string {
  if (stale.count === 0) return 'No read was stale.';
  const causes = staleCauses.filter((cause) => stale.byCause[cause] > 0).map((cause) => causeText(cause, stale));
  const were = stale.count === 1 ? 'was' : 'were';
  const why = causes.length === 1 ? `, ${causes[0]}` : `: ${causes.join(', ')}`;
  return `${counted(stale.count, 'read')} ${were} stale, by up to ${formatDuration(stale.maxAgeMs)}${why}${mustFind(gates, 'stale_reads')}.`;
}

function mustFind(gates: RunRecord['gates'], metric: string): string {
  return allowanceOf(gates, metric)?.comparator.startsWith('>') ? '; this drill must find them' : '';
}

function causeText(cause: StaleCause, { count, byCause }: OriginRecord['stale']): string {
  const sentence = `because ${staleCauseSentences[cause]}`;
  return byCause[cause] === count ? sentence : `${formatCount(byCause[cause])} ${sentence}`;
}

function writesBehind({ gates }: RunRecord, origin: OriginRecord): readonly string[] {
  const { lostWriteBehind: lost } = origin;
  if (lost === null) return [];
  if (lost === 0) return [`Every acknowledged write reached ${originName(origin)}.`];
  const must = mustFind(gates, 'lost_write_behind');
  return [`${counted(lost, 'acknowledged write')} never reached ${originName(origin)}${must}.`];
}

function phantoms({ phantom }: OriginRecord): readonly string[] {
  if (phantom === 0) return [];
  return [`${counted(phantom, 'read')} returned a value that this run never wrote.`];
}
