import type { RunRecord } from '../../record/run-record.js';
import { originName } from '../facts/origin-name.js';
import { originRows } from '../facts/origin-rows.js';
import { formatCount, formatLatency, formatRate, formatRatio } from '../format-figures.js';
import { factList, type Section } from './blocks.js';
import { chartBlock } from './charts/chart-block.js';
import { type ChartData, chartIds } from './charts/chart-data.js';

/** The cache and what is behind it, on one time axis; null without an origin. */
export function originSection({ origin }: RunRecord, drawn: ChartData): Section | null {
  if (!origin) return null;
  const name = originName(origin);
  const { offloadRatio, readsPerSecond, latency, poolRefused } = origin;
  return {
    id: 'origin',
    title: 'Behind the cache',
    content: [
      chartBlock(drawn, chartIds.offload, {
        title: `Offload: reads that ${name} did not have to serve`,
        summary: `Over the whole run ${formatRatio(offloadRatio)}.`,
      }),
      chartBlock(drawn, chartIds.origin, {
        title: `Requests to ${name} a second`,
        summary: `At most ${formatRate(readsPerSecond?.max ?? null)} reads; ${formatCount(poolRefused)} requests got no connection.`,
      }),
      chartBlock(drawn, chartIds.originTime, {
        title: `Time that requests to ${name} took, and their wait for a connection`,
        summary: `p99 over the whole run: ${formatLatency(latency?.p99Us ?? null)}.`,
      }),
      factList(originRows(origin)),
    ],
  };
}
