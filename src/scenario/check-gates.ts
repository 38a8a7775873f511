import type { Gate } from '../gate/gate.js';
import { metricDefinition, metricNames } from '../gate/metrics.js';
import { subjectsOf } from '../gate/needs.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/operation/registry.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';
import { type UnanswerableGate, unanswerableGates } from './unanswerable-gates.js';

/** Checks that each gate can have data in this scenario; an unanswerable one would end as `unknown` after the whole run. */
export function checkGates(
  scenario: Scenario,
  skipped: readonly UnanswerableGate[],
  { problems, warnings }: Findings,
): void {
  for (const [index, expression] of scenario.gates.entries()) {
    if (!scenario.abortGates.some((gate) => gate.expression === expression)) continue;
    const parsed = parseGate(expression, operationKinds);
    const refusal = 'gate' in parsed ? abortRefusal(parsed.gate) : undefined;
    if (refusal !== undefined) problems.push({ path: ['gates', index], message: `${refusal}, found "${expression}"` });
  }
  for (const { index, expression, lacking } of unanswerableGates(scenario)) {
    if (skipped.some((gate) => gate.index === index)) continue;
    for (const { need, phrase } of lacking) {
      if (need === 'open-loop') {
        const message = `The gate "${expression}" will have no data: a closed loop (rate: max) has no response time. Use service_time, or set a rate.`;
        warnings.push({ code: 'gate-without-data', message });
        continue;
      }
      problems.push({
        path: ['gates', index],
        message: `expected a gate that this scenario can answer, found "${expression}", which needs ${phrase}`,
        remedy: "to run without the scenario's gates: --set gates=[]",
      });
    }
  }
}

/** Why a gate can't be judged during a run, as a phrase starting with "expected"; undefined if it can. */
function abortRefusal(gate: Gate): string | undefined {
  const subjects = subjectsOf(gate);
  if (subjects.some(({ metric }) => !metricDefinition(metric).windowed)) {
    const known = metricNames.filter((name) => metricDefinition(name).windowed);
    return `expected, with abortOnFail, one of the metrics that are known during a run (${known.join(', ')})`;
  }
  if (subjects.some(({ window }) => window !== 'all' && window !== 'steady'))
    return 'expected, with abortOnFail, the window all or steady, because the other phases are known only at the end of the run';
  return undefined;
}
