import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import type { MetricFamily, Sample } from './exposition.js';

/** What each fault cost, and when each failover step happened. The number distinguishes faults of the same name. */
export function faultFamilies({ faults }: RunRecord): readonly MetricFamily[] {
  return [
    {
      name: 'cache_bench_unavailability_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Time without a successful operation of that kind around a fault, at the clients and at the prober.',
      samples: faults.flatMap((fault, index) => unavailability(fault, faultLabels(fault, index))),
    },
    {
      name: 'cache_bench_milestone_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Time of each step of a failover, after the fault; missing if it never happened.',
      samples: faults.flatMap((fault, index) => milestones(fault, faultLabels(fault, index))),
    },
  ];
}

type FaultLabels = Readonly<Record<'fault' | 'number', string>>;

function faultLabels({ name }: FaultRecord, index: number): FaultLabels {
  return { fault: name, number: String(index + 1) };
}

function unavailability({ unavailability: outage }: FaultRecord, labels: FaultLabels): readonly Sample[] {
  return [
    { seenBy: 'clients', operation: 'write', spanMs: outage.writeMs },
    { seenBy: 'clients', operation: 'read', spanMs: outage.readMs },
    { seenBy: 'prober', operation: 'write', spanMs: outage.proberWriteMs },
    { seenBy: 'prober', operation: 'read', spanMs: outage.proberReadMs },
  ].flatMap(({ seenBy, operation, spanMs }) =>
    spanMs === null ? [] : [{ labels: { ...labels, seen_by: seenBy, operation }, value: spanMs / 1000 }],
  );
}

function milestones(fault: FaultRecord, labels: FaultLabels): readonly Sample[] {
  return fault.milestones.flatMap(({ shard, ...moments }) =>
    Object.entries(moments).flatMap(([name, atMs]) =>
      atMs === null
        ? []
        : [{ labels: { ...labels, shard: String(shard), milestone: name.replace(/Ms$/, '') }, value: atMs / 1000 }],
    ),
  );
}
