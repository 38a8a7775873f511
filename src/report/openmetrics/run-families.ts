import { verdicts } from '../../model/verdict.js';
import type { RunRecord } from '../../record/run-record.js';
import { clockZero, plannedMs } from '../facts/clock-zero.js';
import type { MetricFamily, Sample } from './exposition.js';

/** The results of the run as a whole: verdict, gates, availability, write safety. */
export function runFamilies(record: RunRecord): readonly MetricFamily[] {
  const { run, topology, environment, availability, writeSafety, saturation } = record;
  const { atMs, recorded } = clockZero(record);
  const engines = environment.engines.map(({ engine, version }) => `${engine} ${version}`).join(', ');
  return [
    {
      name: 'cache_bench_run_info',
      type: 'gauge',
      help: 'The run that the figures belong to; always 1.',
      samples: [
        {
          labels: { run: run.id, version: run.version, topology: topology.kind, engines, seed: String(run.seed) },
          value: 1,
        },
      ],
    },
    {
      name: 'cache_bench_run_start_time_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: recorded
        ? 'When the measured part began, since the Unix epoch.'
        : 'When the program started, since the Unix epoch; this record lacks the start of the measured part.',
      samples: [{ labels: {}, value: atMs / 1000 }],
    },
    {
      name: 'cache_bench_run_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Planned length of the measured part, which rates refer to.',
      samples: [{ labels: {}, value: plannedMs(record) / 1000 }],
    },
    {
      name: 'cache_bench_verdict',
      type: 'gauge',
      help: 'The verdict of the run: 1 for its verdict, 0 for the others.',
      samples: verdicts.map((verdict) => ({ labels: { verdict }, value: Number(verdict === record.verdict) })),
    },
    {
      name: 'cache_bench_gate',
      type: 'gauge',
      help: 'The verdict of each gate: 1 for its verdict, 0 for the others.',
      samples: record.gates.flatMap((gate, index) =>
        verdicts.map((verdict) => ({
          labels: { number: String(index + 1), gate: gate.expression, verdict },
          value: Number(verdict === gate.verdict),
        })),
      ),
    },
    {
      name: 'cache_bench_saturated',
      type: 'gauge',
      help: 'Whether the load generator was the limit (1), in which case the servers may be faster than these figures.',
      samples: [{ labels: {}, value: Number(saturation.saturated) }],
    },
    {
      name: 'cache_bench_availability_ratio',
      type: 'gauge',
      unit: 'ratio',
      help: 'Successful operations, of those planned.',
      samples: sampleOf(availability.ratio),
    },
    {
      name: 'cache_bench_longest_outage_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'The longest time without a successful operation.',
      samples: sampleOf(availability.longestOutageMs, 1000),
    },
    {
      name: 'cache_bench_writes',
      type: 'counter',
      help: 'Writes of the load by outcome.',
      samples: (['acknowledged', 'failed', 'indeterminate'] as const).map((outcome) => ({
        labels: { outcome },
        value: writeSafety.writes[outcome],
      })),
    },
    {
      name: 'cache_bench_write_fates',
      type: 'counter',
      help: 'Fates of the writes, from the read-back; missing without one.',
      samples: Object.entries(writeSafety.fates ?? {}).map(([fate, value]) => ({ labels: { fate }, value })),
    },
  ];
}

function sampleOf(value: number | null, divisor = 1): readonly Sample[] {
  return value === null ? [] : [{ labels: {}, value: value / divisor }];
}
