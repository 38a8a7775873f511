import { faultRefusal } from '../fault/needs.js';
import { faultNamed } from '../fault/registry.js';
import { plannedLengthMs } from '../load/pacer/planned-length.js';
import { formatDuration } from '../units/duration.js';
import { checkAgents } from './check-agents.js';
import { checkApplication } from './check-application.js';
import { checkCost } from './check-cost.js';
import { checkFaultTimes } from './check-fault-times.js';
import { checkGates } from './check-gates.js';
import { checkHistory } from './check-history.js';
import { checkLifetimes } from './check-lifetimes.js';
import { checkOrigin } from './check-origin.js';
import { checkTopology } from './check-topology.js';
import { checkWorkload } from './check-workload.js';
import { checkWrites } from './check-writes.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';
import type { UnanswerableGate } from './unanswerable-gates.js';

/**
 * Checks what no single key of a scenario shows: that its parts are consistent with each other, the topology and the faults.
 * Ignores the gates that the run will skip.
 */
export function checkScenario(scenario: Scenario, skippedGates: readonly UnanswerableGate[] = []): Findings {
  const findings: Findings = { problems: [], warnings: [] };
  checkTopology(scenario, findings);
  checkWorkload(scenario, findings);
  checkApplication(scenario, findings);
  checkOrigin(scenario, findings);
  checkAgents(scenario, findings);
  checkCost(scenario, findings);
  checkWrites(scenario, findings);
  checkHistory(scenario, findings);
  checkFaultTimes(scenario, plannedLengthMs(scenario), findings);
  checkLifetimes(scenario, findings);
  for (const index of scenario.faults.keys()) checkFault(scenario, index, findings);
  checkGates(scenario, skippedGates, findings);
  return findings;
}

function checkFault(scenario: Scenario, index: number, { problems }: Findings): void {
  const plan = scenario.faults[index];
  if (plan === undefined) return;
  const path = ['faults', index] as const;
  const { leavesZombie, needsOrigin, needsAgents } = faultNamed(plan.name);
  if (leavesZombie && plan.recover !== 'none') {
    const why = needsOrigin === undefined && !needsAgents ? 'leaves its target alive' : 'strikes no node';
    problems.push({
      path: [...path, 'recover'],
      message: `expected none, because ${plan.name} ${why} and is itself healed after ${formatDuration(plan.afterMs)}, found ${plan.recover}`,
    });
  }
  const refusal = faultRefusal(plan, scenario);
  if (refusal !== undefined) problems.push({ path: [...path, plan.name], message: refusal });
}
