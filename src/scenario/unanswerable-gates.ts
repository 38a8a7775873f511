import { InternalError } from '../errors/errors.js';
import type { MetricNeed } from '../gate/metric-definition.js';
import { needsOf, subjectsOf } from '../gate/needs.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/operation/registry.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { can } from '../topology/can.js';
import type { Scenario } from './scenario.js';

/** A gate that would be `unknown` after every run of a scenario. */
export interface UnanswerableGate {
  /** Its position among the scenario's gates. */
  readonly index: number;
  readonly expression: string;
  readonly lacking: readonly Lack[];
}

interface Lack {
  /** `operation`: the gate names an operation that is never issued. */
  readonly need: MetricNeed | 'operation';
  /** What the scenario lacks, as a phrase after "needs". */
  readonly phrase: string;
}

/** The gates for which a scenario lacks something. Throws InternalError for an unparsable gate. */
export function unanswerableGates(scenario: Scenario): readonly UnanswerableGate[] {
  const issued = operationsOf(scenario.workload);
  return scenario.gates.flatMap((expression, index) => {
    const parsed = parseGate(expression, operationKinds);
    if ('problem' in parsed)
      throw new InternalError(`A checked scenario has the gate "${expression}", which can't be parsed.`);
    const lacking = [...needsOf(parsed.gate)].flatMap((need): Lack[] => {
      const phrase = lackOf(need, scenario);
      return phrase === undefined ? [] : [{ need, phrase }];
    });
    const unused = subjectsOf(parsed.gate).flatMap(({ operation }): Lack[] =>
      operation !== null && !issued.some(({ name }) => name === operation)
        ? [
            {
              need: 'operation',
              phrase: `${operation} in ${scenario.workload.application === null ? 'workload.mix' : 'application.requests'}`,
            },
          ]
        : [],
    );
    const all = [...lacking, ...unused];
    return all.length === 0 ? [] : [{ index, expression, lacking: all }];
  });
}

function lackOf(need: MetricNeed, scenario: Scenario): string | undefined {
  const { faults, topology, workload, origin, agents } = scenario;
  const mixes = (wanted: boolean) => operationsOf(workload).some(({ writes }) => writes === wanted);
  switch (need) {
    case 'fault':
      return faults.length > 0 ? undefined : 'a fault';
    case 'fault-or-cold-start':
      return faults.length > 0 || workload.preload === false ? undefined : 'a fault, or workload.preload: false';
    case 'audit':
      return workload.audit === 'off' ? 'workload.audit to be chain or final' : undefined;
    case 'audited-reads':
      return origin === null ? lackOf('audit', scenario) : undefined;
    case 'application':
      return workload.application === null ? 'an application' : undefined;
    case 'agents':
      return agents === null ? 'agents (--agents N)' : undefined;
    case 'origin':
      return origin === null ? 'an origin' : undefined;
    case 'write-behind':
      return workload.pattern?.writesBehind ? undefined : 'workload.pattern with kind: write-behind';
    case 'history':
      return workload.history === null ? 'workload.history' : undefined;
    case 'writes':
      return mixes(true) ? undefined : 'an operation in workload.mix that writes';
    case 'reads':
      return mixes(false) ? undefined : 'an operation in workload.mix that reads';
    // The replicas of a target are unknown before the run.
    case 'replicas':
      return can(topology, 'processes') && topology.replicas === 0 ? 'topology.replicas above 0' : undefined;
    case 'open-loop':
      return workload.ratePerSecond === null ? 'a workload.rate other than max' : undefined;
    default:
      return need satisfies never;
  }
}
