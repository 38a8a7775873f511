import { measuredPhases } from '../../model/phase.js';
import type { MetricFamily, Sample, SummaryValue } from '../../report/openmetrics/exposition.js';
import type { LiveChange, ShownOutage } from '../live-state.js';
import type { ProgressTick } from '../progress-tick.js';

/** What is known about a run before it begins. */
export interface RunIdentity {
  readonly scenario: string;
  readonly version: string;
  readonly topology: string;
  readonly seed: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What has been reported about a run so far. */
export interface LiveFigures {
  readonly phase: string;
  readonly tick: ProgressTick | undefined;
  /** Whether the figures of the last second belong to an ongoing load. */
  readonly isLoaded: boolean;
  readonly strikes: readonly LiveStrike[];
  readonly outages: readonly ShownOutage[];
}

interface LiveStrike {
  readonly fault: string;
  readonly targets: readonly string[];
  /** On the run's clock. */
  readonly atMs: number;
  readonly isHealed: boolean;
  /** In ms after the strike. */
  readonly milestonesMs: Readonly<Record<string, number>>;
}

/** Nothing reported yet. */
export const noFigures: LiveFigures = { phase: '', tick: undefined, isLoaded: false, strikes: [], outages: [] };

/** The figures after a change. */
export function withLiveChange(figures: LiveFigures, change: LiveChange): LiveFigures {
  switch (change.type) {
    case 'work':
      // Work is shown before the load begins and after it ends.
      return { ...figures, isLoaded: figures.isLoaded && change.work === undefined };
    case 'strike': {
      const { fault, targets, atMs } = change;
      return { ...figures, strikes: [...figures.strikes, { fault, targets, atMs, isHealed: false, milestonesMs: {} }] };
    }
    case 'outage':
      return { ...figures, outages: change.open };
    case 'milestone':
      return { ...figures, strikes: withMilestone(figures.strikes, change) };
    default:
      return change satisfies never;
  }
}

function withMilestone(
  strikes: readonly LiveStrike[],
  { name, atMs, strikeAtMs }: Extract<LiveChange, { type: 'milestone' }>,
): readonly LiveStrike[] {
  const meant = strikeAtMs === null ? strikes.at(-1) : strikes.find((strike) => strike.atMs === strikeAtMs);
  if (meant === undefined || atMs < meant.atMs) return strikes;
  const milestonesMs = { [recordNames[name] ?? name]: atMs - meant.atMs, ...meant.milestonesMs };
  const next = name === 'healed' ? { ...meant, isHealed: true } : { ...meant, milestonesMs };
  return strikes.map((strike) => (strike === meant ? next : strike));
}

/** Milestones with a longer name in the record. */
const recordNames: Readonly<Record<string, string>> = {
  joined: 'replacementJoined',
  redundant: 'redundancyRestored',
};

const phases = ['preload', 'warmup', ...measuredPhases, 'drain', 'audit'] as const;

/** What has been reported, under the report's names where they match. */
export function liveFamilies(run: RunIdentity, figures: LiveFigures): readonly MetricFamily[] {
  const { version, topology, seed } = run;
  return [
    {
      name: 'cache_bench_run_info',
      type: 'gauge',
      help: 'The run that the figures belong to; always 1.',
      samples: [{ labels: { version, topology, seed }, value: 1 }],
    },
    {
      name: 'cache_bench_phase',
      type: 'gauge',
      help: 'The phase of the run: 1 for the current one, 0 for the others.',
      samples: phases.map((phase) => ({ labels: { phase }, value: Number(phase === figures.phase) })),
    },
    ...loadFamilies(figures),
    outageFamily(figures.outages),
    ...strikeFamilies(figures.strikes, figures.phase === 'audit'),
  ];
}

function loadFamilies({ tick, isLoaded }: LiveFigures): readonly MetricFamily[] {
  if (tick === undefined) return [];
  const { operations, errors } = tick.total;
  return [
    {
      name: 'cache_bench_run_time_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Elapsed time of the measured part.',
      samples: [{ labels: {}, value: tick.atMs / 1000 }],
    },
    {
      name: 'cache_bench_run_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Planned length of the measured part; missing if only a number of operations ends the run.',
      samples: tick.durationMs === null ? [] : [{ labels: {}, value: tick.durationMs / 1000 }],
    },
    {
      name: 'cache_bench_operations',
      type: 'counter',
      help: 'Operations by outcome, since the measured part began.',
      samples: (['ok', 'fail', 'indeterminate', 'dropped'] as const).map((outcome) => ({
        labels: { outcome },
        value: operations[outcome],
      })),
    },
    {
      name: 'cache_bench_errors',
      type: 'counter',
      help: 'Operations that did not succeed, by error, since the measured part began.',
      samples: Object.entries(errors).map(([error, value]) => ({ labels: { error }, value })),
    },
    ...(isLoaded ? lastSecond(tick) : []),
  ];
}

function lastSecond({ ratePerSecond, latencySort, quantilesUs, nodes }: ProgressTick): readonly MetricFamily[] {
  return [
    {
      name: 'cache_bench_throughput_per_second',
      type: 'gauge',
      help: 'Operations that succeeded in the last second.',
      samples: [{ labels: {}, value: ratePerSecond }],
    },
    {
      name: `cache_bench_${latencySort}_time_seconds`,
      type: 'summary',
      unit: 'seconds',
      help:
        latencySort === 'response'
          ? 'From the planned start to the reply, in the last second.'
          : 'From the send to the reply, in the last second.',
      samples: quantilesUs.length === 0 ? [] : [{ labels: { operation: 'all' }, value: summaryOf(quantilesUs) }],
    },
    {
      name: 'cache_bench_node_up',
      type: 'gauge',
      help: 'Whether the process of a node runs (1), and the role of the node.',
      samples: nodes.map(({ id, role, zone, state }) => ({
        labels: { node: id, role, zone },
        value: Number(state === 'up'),
      })),
    },
  ];
}

function summaryOf(quantilesUs: ProgressTick['quantilesUs']): SummaryValue {
  return { total: null, quantiles: quantilesUs.map(([share, us]) => [share, us / 1e6]) };
}

function outageFamily(outages: readonly ShownOutage[]): MetricFamily {
  return {
    name: 'cache_bench_open_outage_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'Time since an operation of that kind last succeeded on a shard although some were due; missing below 0.2 seconds.',
    samples: outages.map(({ shard, sort, lengthMs }) => ({
      labels: { shard: String(shard ?? 0), operation: sort },
      value: lengthMs / 1000,
    })),
  };
}

/** The number distinguishes faults of the same name. */
function strikeFamilies(strikes: readonly LiveStrike[], isOver: boolean): readonly MetricFamily[] {
  const numbered = strikes.map((strike, index) => ({
    ...strike,
    labels: { fault: strike.fault, number: String(index + 1) },
  }));
  return [
    {
      name: 'cache_bench_fault_in_force',
      type: 'gauge',
      help: 'Whether a fault that struck is active (1) or healed (0).',
      samples: numbered.map(({ labels, targets, isHealed }) => ({
        labels: { ...labels, targets: targets.join(' ') },
        value: Number(!isHealed && !isOver),
      })),
    },
    {
      name: 'cache_bench_milestone_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Time of each step of a failover, after the fault; missing if it has not happened.',
      samples: numbered.flatMap(({ labels, milestonesMs }) =>
        Object.entries(milestonesMs).map(
          ([milestone, ms]): Sample => ({ labels: { ...labels, milestone }, value: ms / 1000 }),
        ),
      ),
    },
  ];
}
