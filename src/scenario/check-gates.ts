import { InternalError } from '../errors/errors.js';
import { abortRefusal } from '../gate/abort-refusal.js';
import type { MetricNeed } from '../gate/metrics.js';
import { needsOf, subjectsOf } from '../gate/needs.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/workload/operations.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import type { Scenario } from '../model/scenario.js';
import type { Findings } from './findings.js';

/** Checks that each gate can have data in this scenario; what can't be answered would end as `unknown`, after the whole run. */
export function checkGates(scenario: Scenario, { problems, warnings }: Findings): void {
  const issued = operationsOf(scenario.workload);
  for (const [index, expression] of scenario.gates.entries()) {
    const parsed = parseGate(expression, operationKinds);
    if ('problem' in parsed)
      throw new InternalError(`A checked scenario has the gate "${expression}", which can't be parsed.`);
    const refusal = abortRefusal(parsed.gate);
    if (refusal !== undefined && scenario.abortGates.some((gate) => gate.expression === expression))
      problems.push({ path: ['gates', index], message: `${refusal}, found "${expression}"` });
    const needs = needsOf(parsed.gate);
    const lacking = [...needs].flatMap((need) => (need === 'open-loop' ? [] : (lackOf(need, scenario) ?? [])));
    const unused = subjectsOf(parsed.gate).flatMap(({ operation }) =>
      operation !== null && !issued.some(({ name }) => name === operation) ? [`${operation} in workload.mix`] : [],
    );
    for (const lack of [...lacking, ...unused]) {
      problems.push({
        path: ['gates', index],
        message: `expected a gate that this scenario can answer, found "${expression}", which needs ${lack}`,
      });
    }
    if (needs.has('open-loop') && scenario.workload.ratePerSecond === null) {
      const message = `The gate "${expression}" will have no data: in closed loop (rate: max) there is no response time. Ask for service_time, or set a rate.`;
      warnings.push({ code: 'gate-without-data', message });
    }
  }
}

/** What a scenario lacks of what a metric needs. */
function lackOf(need: Exclude<MetricNeed, 'open-loop'>, { faults, workload }: Scenario): string | undefined {
  const mixes = (wanted: boolean) => operationsOf(workload).some(({ writes }) => writes === wanted);
  switch (need) {
    case 'fault':
      return faults.length > 0 ? undefined : 'a fault';
    case 'audit':
      return workload.audit === 'off' ? 'workload.audit to be chain or final' : undefined;
    case 'writes':
      return mixes(true) ? undefined : 'an operation in workload.mix that writes';
    case 'reads':
      return mixes(false) ? undefined : 'an operation in workload.mix that reads';
    default:
      return need satisfies never;
  }
}
