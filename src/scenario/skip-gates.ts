import type { Scenario } from '../model/scenario.js';
import type { ScenarioWarning } from './findings.js';
import type { ScenarioOverrides } from './overrides.js';
import { valueAt } from './problem.js';
import type { SeededDocument } from './resolve-scenario.js';
import { type UnanswerableGate, unanswerableGates } from './unanswerable-gates.js';

/** What was read, and how: it decides which gates may go. */
interface GateSource {
  /** The file as it was read, before any flag. */
  readonly fileValue: unknown;
  /** The scenario comes with cache-bench: only flags can have made its gates unanswerable. */
  readonly shipped: boolean;
  readonly overrides: ScenarioOverrides;
}

/**
 * The gates of the file that the flags made unanswerable and that a run may go without: of a shipped scenario all of them, of
 * a person's own file those that went with `--no-faults`. A gate from the command line is never one of them.
 */
export function gatesToSkip(scenario: Scenario, source: GateSource): readonly UnanswerableGate[] {
  return unanswerableGates(scenario).filter((gate) => maySkip(gate, source));
}

/** A document without these gates. */
export function withoutGates(document: SeededDocument, skipped: readonly UnanswerableGate[]): SeededDocument {
  const gates = document.gates.filter((_, index) => !skipped.some((gate) => gate.index === index));
  return { ...document, gates };
}

/** Says in the output and the record which gates were skipped, and why. */
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
  const asked = [...(overrides.gates ?? []), ...(overrides.objectives ?? [])];
  if (asked.includes(expression) || !expressionsIn(fileValue).includes(expression)) return false;
  return shipped || (overrides.noFaults === true && lacking.some(({ need }) => need === 'fault'));
}

/** The conditions of a file's gates, which need not be valid. */
function expressionsIn(fileValue: unknown): readonly unknown[] {
  const gates = valueAt(fileValue, ['gates']);
  return Array.isArray(gates)
    ? gates.map((gate: unknown) => (typeof gate === 'string' ? gate : valueAt(gate, ['gate'])))
    : [];
}
