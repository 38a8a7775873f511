import type { RunRecord } from '../record/run-record.js';
import type { FaultRecord, Milestones } from '../record/sections/faults.js';
import type { PhaseRecord } from '../record/sections/phases.js';
import type { TimelineInterval } from '../record/sections/timeline.js';
import { strikeToOutageMs } from '../record/strike-to-outage.js';
import { durationInProse } from '../units/duration.js';
import { figureInProse } from './figures.js';
import type { Subject } from './gate.js';
import type { MetricName } from './metrics.js';

/** When a figure was at its worst, and in which phase, as a sentence; undefined if the record does not show it. */
export function worstMoment(subject: Subject, record: RunRecord): string | undefined {
  if (subject.metric === 'lost_writes') return lossMoment(record);
  const ofFault = faultFigures[subject.metric];
  if (ofFault !== undefined) return faultMoment(record, ofFault);
  const badness = badnessOf(subject, record);
  if (badness === undefined) return undefined;
  const inWindow = record.timeline.intervals.flatMap((interval) => {
    const phase = phaseAt(record.phases, interval.startMs);
    const value = badness(interval);
    return value !== null && phase !== undefined && (subject.window === 'all' || subject.window === phase)
      ? [{ interval, phase, value }]
      : [];
  });
  const [first, ...others] = inWindow;
  if (first === undefined) return undefined;
  const worst = others.reduce((most, one) => (one.value > most.value ? one : most), first);
  if (worst.value === 0) return undefined;
  const seen = latencyFieldOf(subject) === undefined ? '' : ` (${figureInProse(worst.value, 'us')})`;
  return `It was worst at ${moment(worst.interval.startMs)}, in ${worst.phase}${seen}.`;
}

/** Greater is worse; undefined: the timeline does not show this figure. */
function badnessOf(subject: Subject, record: RunRecord): ((interval: TimelineInterval) => number | null) | undefined {
  const field = latencyFieldOf(subject);
  const displayed = record.totals.latency.all?.response ? 'response_time' : 'service_time';
  if (field !== undefined)
    return subject.metric === displayed && subject.operation === null ? (interval) => interval[field] : undefined;
  switch (subject.metric) {
    case 'error_rate':
      return ({ fail, indeterminate }) => fail + indeterminate;
    case 'availability':
      return ({ fail, indeterminate, dropped }) => fail + indeterminate + dropped;
    case 'dropped':
      return ({ dropped }) => dropped;
    default:
      return undefined;
  }
}

/** The closest of the figures kept per interval; none for minimum and mean. */
function latencyFieldOf({ aggregate }: Subject): 'p50Us' | 'p99Us' | 'maxUs' | undefined {
  if (aggregate === null || aggregate === 'min' || aggregate === 'mean') return undefined;
  if (aggregate === 'p50' || aggregate === 'max') return `${aggregate}Us`;
  return 'p99Us';
}

const ofMilestone = (field: Exclude<keyof Milestones, 'shard'>) => (fault: FaultRecord) =>
  fault.milestones.map((milestones) => milestones[field]);

const faultFigures: Partial<Record<MetricName, (fault: FaultRecord) => readonly (number | null)[]>> = {
  'unavailability.write': ({ unavailability }) => [unavailability.writeMs],
  'unavailability.read': ({ unavailability }) => [unavailability.readMs],
  detection_time: ofMilestone('detectedMs'),
  promotion_time: ofMilestone('promotedMs'),
  recovery_time: ofMilestone('latencyRecoveredMs'),
  redundancy_time: ofMilestone('redundancyRestoredMs'),
  rewarm_time: ({ rewarmMs = null }) => [rewarmMs],
};

function faultMoment(
  { faults }: RunRecord,
  figuresOf: (fault: FaultRecord) => readonly (number | null)[],
): string | undefined {
  const known = faults.flatMap((fault) =>
    figuresOf(fault).flatMap((value) => (value === null ? [] : [{ fault, value }])),
  );
  const [worst] = known.toSorted(
    (left, right) => right.value - left.value || strikeToOutageMs(left.fault) - strikeToOutageMs(right.fault),
  );
  if (worst === undefined || worst.value === 0) return undefined;
  const { fault } = worst;
  return `It was worst after ${fault.name} at ${moment(fault.injectedAtMs)}.`;
}

function lossMoment({ writeSafety: { lossWindow, fates }, phases }: RunRecord): string | undefined {
  if (lossWindow === null) return undefined;
  const { firstLostAckMs, lastLostAckMs } = lossWindow;
  const phase = phaseAt(phases, firstLostAckMs);
  const [first, last] = [moment(firstLostAckMs), moment(lastLostAckMs)];
  const subject = fates?.lost === 1 ? 'It was' : 'They were';
  if (first === last) return `${subject} acknowledged at ${first}${phase === undefined ? '' : `, in ${phase}`}.`;
  return `They were acknowledged from ${first} to ${last}${phase === undefined ? '' : `, first in ${phase}`}.`;
}

function phaseAt(phases: readonly PhaseRecord[], atMs: number): PhaseRecord['name'] | undefined {
  return phases.find(({ startMs, endMs, spans = [{ startMs, endMs }] }) =>
    spans.some((span) => span.startMs <= atMs && atMs < span.endMs),
  )?.name;
}

function moment(atMs: number): string {
  return durationInProse(Math.round(atMs));
}
