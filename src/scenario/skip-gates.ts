import { metricDefinition } from '../gate/metrics.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/operation/registry.js';
import type { ScenarioWarning } from './findings.js';
import type { ScenarioOverrides } from './overrides.js';
import { valueAt } from './problem.js';
import type { SeededDocument } from './resolve-scenario.js';
import type { Scenario } from './scenario.js';
import { type UnanswerableGate, unanswerableGates } from './unanswerable-gates.js';

/** The source of the scenario, which determines which gates may be skipped. */
interface GateSource {
  /** The file as read, before any flag. */
  readonly fileValue: unknown;
  /** The scenario is shipped with cache-bench: only flags can have made its gates unanswerable. */
  readonly shipped: boolean;
  readonly overrides: ScenarioOverrides;
}

/**
 * The gates in the file that flags made unanswerable and that a run may skip: all of them for a shipped scenario, those
 * dropped by `--no-faults` for a user's own file. Never a gate from the command line.
 */
export function gatesToSkip(scenario: Scenario, source: GateSource): readonly UnanswerableGate[] {
  const unanswerable = unanswerableGates(scenario);
  const damage = expectedDamage(scenario, source).filter(
    ({ index }) => !unanswerable.some((gate) => gate.index === index),
  );
  return [...unanswerable, ...damage].filter((gate) => maySkip(gate, source));
}

/** Gates such as `lost_writes > 0`, by which a drill proves that its fault does damage; they fail without the fault. */
function expectedDamage(scenario: Scenario, { fileValue, overrides }: GateSource): readonly UnanswerableGate[] {
  const faults = valueAt(fileValue, ['faults']);
  if (overrides['no-faults'] !== true || !Array.isArray(faults) || faults.length === 0) return [];
  return scenario.gates.flatMap((expression, index): UnanswerableGate[] => {
    const parsed = parseGate(expression, operationKinds);
    if ('problem' in parsed) return [];
    const { subject, comparator } = parsed.gate;
    const isFloor = comparator === '>' || comparator === '>=';
    if (!isFloor || metricDefinition(subject.metric).better !== 'lower') return [];
    return [{ index, expression, lacking: [{ need: 'fault', phrase: 'a fault' }] }];
  });
}

/** A document without these gates. */
export function withoutGates(document: SeededDocument, skipped: readonly UnanswerableGate[]): SeededDocument {
  const gates = document.gates.filter((_, index) => !skipped.some((gate) => gate.index === index));
  return { ...document, gates };
}

/** Reports in output and record which gates were skipped, and why. */
export function skippedGatesWarnings(skipped: readonly UnanswerableGate[]): readonly ScenarioWarning[] {
  if (skipped.length === 0) return [];
  const list = skipped.map(
    ({ expression, lacking }) => `${expression} (needs ${lacking.map(({ phrase }) => phrase).join(' and ')})`,
  );
  const gates = skipped.length === 1 ? 'a gate' : `${skipped.length} gates`;
  return [
    {
      code: 'gates-left-out',
      message: `Skipped ${gates} of the scenario that this run cannot answer: ${list.join('; ')}.`,
    },
  ];
}

function maySkip({ expression, lacking }: UnanswerableGate, { fileValue, shipped, overrides }: GateSource): boolean {
  const asked = [...(overrides.gate ?? []), ...(overrides.objectives ?? [])];
  if (asked.includes(expression) || !expressionsIn(fileValue).includes(expression)) return false;
  return shipped || (overrides['no-faults'] === true && lacking.some(({ need }) => need === 'fault'));
}

/** The conditions of a file's gates, which may be invalid. */
function expressionsIn(fileValue: unknown): readonly unknown[] {
  const gates = valueAt(fileValue, ['gates']);
  return Array.isArray(gates)
    ? gates.map((gate: unknown) => (typeof gate === 'string' ? gate : valueAt(gate, ['gate'])))
    : [];
}
