import type { RunRecord } from '../../record/run-record.js';
import { formatCount, formatLatency, formatRate } from '../format-figures.js';

/** One line about a finished run in a series. */
export function runLine(title: string, { run, verdict, totals, saturation, writeSafety }: RunRecord): string {
  const { response, service } = totals.latency.all ?? { response: null, service: null };
  return [
    title,
    run.interrupted ? 'interrupted' : verdict,
    formatRate(totals.throughputPerSecond),
    `p99 ${formatLatency((response ?? service)?.p99Us ?? null)}`,
    ...(writeSafety.fates === null ? [] : [`lost writes ${formatCount(writeSafety.fates.lost)}`]),
    ...(saturation.saturated ? ['saturated'] : []),
  ].join('  ');
}
