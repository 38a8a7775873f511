import type { RunRecord } from '../record/run-record.js';
import type { GateRecord } from '../record/sections/gates.js';
import { evaluateGate } from './evaluate-gate.js';
import type { Gate } from './gate.js';
import type { MetricName } from './metrics.js';
import { subjectsOf } from './needs.js';

/** Figures that must be 0 unless one of the scenario's gates covers them. */
const violations = [
  'lost_writes',
  'duplicated_writes',
  'unexpected_writes',
  'wiped_keys',
  'lost_write_behind',
] as const satisfies readonly MetricName[];
type Violation = (typeof violations)[number];

/**
 * A gate `== 0` for each violation that the audit proved and none of the run's own gates mentions: a run never passes if the
 * audit says `unsafe`. Empty without violations.
 */
export function impliedGates(record: RunRecord, gates: readonly Gate[]): readonly GateRecord[] {
  const isUnsafe = record.writeSafety.verdict === 'unsafe';
  const isLostBehind = (record.origin?.lostWriteBehind ?? 0) > 0;
  const mentioned = new Set(gates.flatMap((gate) => subjectsOf(gate).map(({ metric }) => metric)));
  const judged = violations
    .filter((metric) => (metric === 'lost_write_behind' ? isLostBehind : isUnsafe) && !mentioned.has(metric))
    .map((metric) => ({ metric, record: evaluateGate(mustBeZero(metric), record) }));
  // A scenario that expects lost writes expects the effects of a wipe.
  const lossIsExpected = mentioned.has('lost_writes') && (record.writeSafety.fates?.lost ?? 0) > 0;
  const excused = excusedViolations(record);
  return judged
    .filter(
      ({ metric, record: { verdict } }) =>
        verdict !== 'pass' && !(metric === 'wiped_keys' && lossIsExpected) && !excused.has(metric),
    )
    .map(({ record: { explanation, ...rest } }) => ({
      ...rest,
      explanation: `${explanation} No gate of the scenario mentions it, so it must be 0.`,
      implied: true,
    }));
}

/**
 * What a drill caused on purpose: data that a fault was meant to remove, and the data lost with a pool server that was not
 * brought back.
 */
function excusedViolations({ faults, writeSafety: { fates, causes } }: RunRecord): ReadonlySet<Violation> {
  const removes = faults.some(({ removesData }) => removesData === true);
  const explained = (causes?.serverGone ?? 0) + (removes ? (causes?.wipe ?? 0) : 0);
  return new Set<Violation>([
    ...(removes ? (['wiped_keys'] as const) : []),
    ...(fates !== null && fates.lost <= explained ? (['lost_writes'] as const) : []),
  ]);
}

function mustBeZero(metric: Violation): Gate {
  return {
    expression: `${metric} == 0`,
    subject: { metric, operation: null, aggregate: null, window: 'all' },
    comparator: '==',
    limit: { kind: 'figure', value: 0 },
  };
}
