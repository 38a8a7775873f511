import { staleCauseSentences } from '../model/stale-causes.js';
import type { MetricDefinition } from './metric-definition.js';
import { ofOrigin, readOriginTime, readStalePerMillion } from './read-origin.js';
import { aggregates } from './selection.js';

const ofOriginOnly = {
  aggregates: [],
  perOperation: false,
  fromLatency: false,
  unit: 'count',
  better: 'lower',
  generatorBias: 'none',
  windowed: false,
  needs: ['origin'],
} as const;
const time = { ...ofOriginOnly, unit: 'us', aggregates, fromLatency: true, generatorBias: 'raises' } as const;

/** The metrics of what is behind the cache. */
export const originMetrics = {
  'stale_reads.race': {
    example: 'stale_reads.race == 0',
    ...ofOriginOnly,
    summary: `Stale reads because ${staleCauseSentences.race}.`,
    read: ofOrigin(({ stale }) => stale.byCause.race),
  },
  'stale_reads.not_invalidated': {
    example: 'stale_reads.not_invalidated == 0',
    ...ofOriginOnly,
    summary: `Stale reads because ${staleCauseSentences.notInvalidated}.`,
    read: ofOrigin(({ stale }) => stale.byCause.notInvalidated),
  },
  'stale_reads.lost_invalidation': {
    example: 'stale_reads.lost_invalidation == 0',
    ...ofOriginOnly,
    summary: `Stale reads because ${staleCauseSentences.lostInvalidation}.`,
    read: ofOrigin(({ stale }) => stale.byCause.lostInvalidation),
  },
  'stale_reads.allowed': {
    example: 'stale_reads.allowed >= 0',
    ...ofOriginOnly,
    summary: `Stale reads because ${staleCauseSentences.allowed}.`,
    read: ofOrigin(({ stale }) => stale.byCause.allowed),
  },
  'stale_reads.late': {
    example: 'stale_reads.late == 0',
    ...ofOriginOnly,
    summary: `Stale reads because ${staleCauseSentences.late}.`,
    read: ofOrigin(({ stale }) => stale.byCause.late),
  },
  'stale_reads.per_million': {
    example: 'stale_reads.per_million < 1000',
    ...ofOriginOnly,
    summary: 'Stale reads per million reads.',
    read: readStalePerMillion,
  },
  lost_write_behind: {
    example: 'lost_write_behind == 0',
    ...ofOriginOnly,
    summary: 'Writes that the cache acknowledged and that never reached the origin, with pattern write-behind.',
    needs: ['origin', 'write-behind'],
    read: ofOrigin(
      ({ lostWriteBehind }) => lostWriteBehind,
      'the rows could not be read, or the pattern is not write-behind',
    ),
  },
  'staleness.max': {
    example: 'staleness.max < 1s',
    ...ofOriginOnly,
    unit: 'ms',
    summary: 'The longest time since the value of a stale read had been replaced.',
    read: ofOrigin(({ stale }) => stale.maxAgeMs),
  },
  offload_ratio: {
    example: 'offload_ratio >= 90%',
    ...ofOriginOnly,
    unit: 'ratio',
    better: 'higher',
    summary: 'Share of the reads that the origin did not have to serve.',
    read: ofOrigin(({ offloadRatio }) => offloadRatio),
  },
  hit_ratio: {
    example: 'hit_ratio >= 90%',
    ...ofOriginOnly,
    unit: 'ratio',
    better: 'higher',
    summary: 'Reads that found their key in the cache, over those that it answered.',
    read: ofOrigin(({ hits, misses }) => (hits + misses > 0 ? hits / (hits + misses) : null)),
  },
  'origin_reads.rate': {
    example: 'origin_reads.rate < 500/s',
    ...ofOriginOnly,
    unit: 'perSecond',
    summary: 'Reads that the origin served per second.',
    read: ofOrigin(({ readsPerSecond }) => readsPerSecond?.mean ?? null),
  },
  'origin_reads.peak': {
    example: 'origin_reads.peak < 2000/s',
    ...ofOriginOnly,
    unit: 'perSecond',
    summary: 'The most reads that the origin served within a second.',
    read: ofOrigin(({ readsPerSecond }) => readsPerSecond?.max ?? null),
  },
  origin_latency: {
    example: 'origin_latency.p99 < 50ms',
    ...time,
    summary: 'From a request to the origin to its answer, with the wait for a connection.',
    read: readOriginTime('latency'),
  },
  origin_pool_wait: {
    example: 'origin_pool_wait.p99 < 10ms',
    ...time,
    summary: 'How long requests waited for a connection to the origin.',
    read: readOriginTime('poolWait'),
  },
  origin_pool_refused: {
    example: 'origin_pool_refused == 0',
    ...ofOriginOnly,
    summary: 'Requests that got no connection to the origin within its connectTimeout.',
    generatorBias: 'raises',
    read: ofOrigin(({ poolRefused }) => poolRefused),
  },
  'origin_same_key.max': {
    example: 'origin_same_key.max <= 1',
    ...ofOriginOnly,
    summary: 'Maximum concurrent reads of one key at the origin.',
    read: ofOrigin(({ sameKeyMax }) => sameKeyMax),
  },
} as const satisfies Record<string, MetricDefinition>;
