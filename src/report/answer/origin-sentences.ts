import { type StaleCause, staleCauseSentences, staleCauses } from '../../model/stale-causes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { OriginRecord } from '../../record/sections/origin.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio } from '../format-figures.js';
import { allowanceOf } from './allowance.js';

/** What the database or API behind the cache had to handle, and which reads were stale. */
export function originSentences(record: RunRecord): readonly string[] {
  const { origin } = record;
  if (!origin) return [];
  return [
    ...loadOn(origin),
    ...refusals(origin),
    staleness(record, origin),
    ...writesBehind(origin),
    ...phantoms(origin),
  ];
}

function loadOn(origin: OriginRecord): readonly string[] {
  const { offloadRatio, readsPerSecond, latency } = origin;
  if (offloadRatio === null || readsPerSecond === null) return [`${nameOf(origin)} served no read.`];
  const time = latency === null ? '' : ` and a p99 of ${formatLatency(latency.p99Us)}`;
  const most = formatRate(readsPerSecond.max);
  return [`${nameOf(origin)} served ${formatRatio(1 - offloadRatio)} of the reads, with at most ${most}${time}.`];
}

function refusals({ poolRefused }: OriginRecord): readonly string[] {
  if (poolRefused === 0) return [];
  return [`${counted(poolRefused, 'request')} to it got no connection in time.`];
}

function staleness({ gates }: RunRecord, { stale }: OriginRecord): string {
  if (stale.count === 0) return 'No read was stale.';
  const causes = staleCauses.filter((cause) => stale.byCause[cause] > 0).map((cause) => causeText(cause, stale));
  const allowance = allowanceOf(gates, 'stale_reads');
  const must = allowance?.comparator.startsWith('>') ? '; this drill must find them' : '';
  const were = stale.count === 1 ? 'was' : 'were';
  return `${counted(stale.count, 'read')} ${were} stale, by up to ${formatDuration(stale.maxAgeMs)}: ${causes.join(', ')}${must}.`;
}

function causeText(cause: StaleCause, { count, byCause }: OriginRecord['stale']): string {
  const sentence = `because ${staleCauseSentences[cause]}`;
  return byCause[cause] === count ? sentence : `${formatCount(byCause[cause])} ${sentence}`;
}

function writesBehind(origin: OriginRecord): readonly string[] {
  const { lostWriteBehind: lost } = origin;
  if (lost === null) return [];
  if (lost === 0) return [`Every acknowledged write reached ${objectOf(origin)}.`];
  return [`${counted(lost, 'acknowledged write')} never reached ${objectOf(origin)}.`];
}

function phantoms({ phantom }: OriginRecord): readonly string[] {
  if (phantom === 0) return [];
  return [`${counted(phantom, 'read')} returned a value that this run never wrote.`];
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function nameOf({ kind }: OriginRecord): string {
  return names[kind] ?? 'The origin';
}

function objectOf(origin: OriginRecord): string {
  return nameOf(origin).replace(/^The/, 'the');
}

const names: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  http: 'The HTTP API',
  existing: 'The existing origin',
};
