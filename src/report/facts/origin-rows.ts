import { staleCauseSentences, staleCauses } from '../../model/stale-causes.js';
import type { OriginRecord } from '../../record/sections/origin.js';
import { formatCount, formatDuration, formatLatency, formatRate, formatRatio, noFigure } from '../format-figures.js';
import { errorsLine } from './error-texts.js';

/** What the origin behind the cache had to handle, and what reads returned; label and text. */
export function originRows(origin: OriginRecord): readonly (readonly [label: string, text: string])[] {
  const { reads, writes, readsPerSecond, latency, poolWait, hits, misses } = origin;
  const p99 = (of: OriginRecord['latency']) => formatLatency(of?.p99Us ?? null);
  const rate =
    readsPerSecond === null
      ? ''
      : `; ${formatRate(readsPerSecond.mean)} on average, at most ${formatRate(readsPerSecond.max)}`;
  return [
    ['offload', `${formatRatio(origin.offloadRatio)} of the reads did not reach it`],
    ['cache', `${formatCount(hits)} hits, ${formatCount(misses)} misses`],
    ['reads', `${requestsText(reads)}${rate}`],
    ['writes', requestsText(writes)],
    ['errors', errorsLine(origin.errors)],
    ['p99', `${p99(latency)}, with the wait for a connection (p99 of that wait: ${p99(poolWait)})`],
    [
      'no connection',
      origin.poolRefused === 0 ? 'none refused' : `${counted(origin.poolRefused, 'request')} got none in time`,
    ],
    ['same key', `at most ${counted(origin.sameKeyMax, 'read')} of one key at once`],
    ['stale reads', staleText(origin)],
  ];
}

function requestsText({ ok, fail, indeterminate }: OriginRecord['reads']): string {
  const notOk = [
    ...(fail > 0 ? [`${formatCount(fail)} failed`] : []),
    ...(indeterminate > 0 ? [`${formatCount(indeterminate)} with an unknown outcome`] : []),
  ];
  return [`${formatCount(ok)} answered`, ...notOk].join(', ');
}

function staleText({ stale, hits }: OriginRecord): string {
  if (hits === 0) return noFigure;
  if (stale.count === 0) return 'none';
  const causes = staleCauses
    .filter((cause) => stale.byCause[cause] > 0)
    .map((cause) => `${formatCount(stale.byCause[cause])} because ${staleCauseSentences[cause]}`);
  return `${formatCount(stale.count)}, by up to ${formatDuration(stale.maxAgeMs)}: ${causes.join('; ')}`;
}

/** `1 read`, `2,000 reads`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
