import { leastCarriedShare } from '../../model/carried-share.js';
import { loadStalls } from '../../model/stall.js';
import { loadNotCarried } from '../../model/warning-codes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { SearchStep } from '../../record/series/search-record.js';
import { stallSentences } from '../../report/facts/stalls.js';
import { formatLatency } from '../../report/format-figures.js';

/** The verdict of a step's record on its rate; the gates of the record are the search objectives. */
export function judgeStep(record: RunRecord): Omit<SearchStep, 'ratePerSecond' | 'recordPath'> {
  const response = record.totals.latency.all?.response;
  return {
    ...outcomeOf(record),
    figure: record.gates[0]?.observed ?? null,
    p50Us: response?.p50Us ?? null,
    p99Us: response?.p99Us ?? null,
  };
}

/**
 * On a saturated run, a gate has a verdict only if the generator could not have affected it, so a pass holds and a fail is a
 * miss. A step whose backlog grew, or that did not carry its load, proves nothing if the generator may be the cause.
 */
function outcomeOf(record: RunRecord): Pick<SearchStep, 'outcome' | 'reason'> {
  const { run, gates, saturation, timeline, warnings } = record;
  if (run.interrupted) return { outcome: 'interrupted', reason: 'The step was interrupted.' };
  const failed = gates.find(({ verdict }) => verdict === 'fail');
  if (failed) return { outcome: 'missed', reason: failed.explanation };
  const { saturated } = saturation;
  if (gates.length > 0 && gates.every(({ verdict }) => verdict === 'pass')) {
    const shortfall =
      warnings.find(({ code }) => code === loadNotCarried)?.message ??
      servedTooFew(record) ??
      riseWithin(timeline.intervals);
    if (shortfall === undefined) return { outcome: 'held', reason: 'Every objective held.' };
    if (saturated) return { outcome: 'saturated', reason: shortfall };
    return isMuchStalled(record)
      ? { outcome: 'no-data', reason: [shortfall, ...stallSentences(record)].join(' ') }
      : { outcome: 'missed', reason: shortfall };
  }
  if (saturated) return { outcome: 'saturated', reason: saturation.reasons.join('; ') };
  const unknown = gates.find(({ verdict }) => verdict === 'unknown');
  return { outcome: 'no-data', reason: unknown?.explanation ?? 'This step has no objective.' };
}

/** Why a step in which the service broke down did not carry its rate; undefined if most operations succeeded all the same. */
function servedTooFew({ totals: { operations } }: RunRecord): string | undefined {
  const share = operations.ok / operations.planned;
  return share < leastCarriedShare ? `Only ${(share * 100).toFixed(1)} % of the operations succeeded.` : undefined;
}

/** Stalls for this share of the step can have left a backlog; shorter ones move neither a median nor a tenth of the load. */
const muchStalledShare = 0.05;

function isMuchStalled({ stalls, timeline: { intervals, intervalMs } }: RunRecord): boolean {
  const stalledMs = loadStalls(stalls).reduce((sum, { durationMs }) => sum + durationMs, 0);
  return stalledMs > 0 && stalledMs >= muchStalledShare * intervals.length * intervalMs;
}

/** Below this many intervals, halves of a step are not meaningful. */
const fewestIntervals = 10;
const leastRiseUs = 500;

/**
 * Why a step was not steady: the response time rose during the step, so a backlog was growing and a longer step would have
 * missed. Undefined if it was steady. Compares the medians of each half's intervals, which a single stall does not move.
 */
function riseWithin(intervals: RunRecord['timeline']['intervals']): string | undefined {
  for (const { name, of, factor, fewestOperations } of compared) {
    const measured = intervals.filter(({ p50Us, ok }) => p50Us !== null && ok >= fewestOperations);
    if (measured.length < fewestIntervals) continue;
    const middle = Math.floor(measured.length / 2);
    const halves = [measured.slice(0, middle), measured.slice(-middle)] as const;
    const [first, second] = [median(halves[0].map(of)), median(halves[1].map(of))];
    if (second >= first * factor && second - first >= leastRiseUs)
      return `not steady: the ${name} response time of its intervals rose from ${formatLatency(first)} in the first half to ${formatLatency(second)} in the second.`;
  }
  return undefined;
}

type Interval = RunRecord['timeline']['intervals'][number];

/** With fewer operations in an interval, its percentile is random. */
const compared = [
  { name: 'median', of: ({ p50Us }: Interval) => p50Us ?? 0, factor: 2, fewestOperations: 10 },
  { name: 'p99', of: ({ p99Us }: Interval) => p99Us ?? 0, factor: 3, fewestOperations: 100 },
] as const;

function median(figures: readonly number[]): number {
  return figures.toSorted((left, right) => left - right)[Math.floor(figures.length / 2)] ?? 0;
}
