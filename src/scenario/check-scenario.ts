import { unpricedModels } from '../cost/price-load.js';
import { faultRefusal } from '../fault/needs.js';
import { faultNamed } from '../fault/registry.js';
import { historyKinds } from '../load/history/history-plan.js';
import { plannedLengthMs } from '../load/pacer/planned-length.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { counted } from '../units/counted.js';
import { formatDuration } from '../units/duration.js';
import { checkApplication } from './check-application.js';
import { checkFaultTimes } from './check-fault-times.js';
import { checkGates } from './check-gates.js';
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

/** Checks that a load can be divided among agents. */
function checkAgents({ agents, workload, origin }: Scenario, { problems }: Findings): void {
  if (agents === null) return;
  const refuse = (message: string) => problems.push({ path: ['agents'], message });
  if (origin !== null) refuse('expected no origin: its threads share memory, and agents have none in common');
  if (workload.replay !== null) {
    refuse(
      'expected no workload.replay: a log is only replayed to servers on this machine, where --threads N does the same. Try: no --agents',
    );
    return;
  }
  if (workload.history !== null)
    refuse('expected no workload.history: the times of agents are not known well enough to order single operations');
  const share = (name: string, total: number | null, path: string) => {
    if (total === null || total >= agents.count) return;
    const found = `${counted(total, name, `${name}s`)} for ${counted(agents.count, 'agent', 'agents')}`;
    problems.push({ path: ['workload', path], message: `expected at least one for each agent, found ${found}` });
  };
  share('connection', workload.connections, 'connections');
  share('thread', agents.threads, 'threads');
}

/** Checks that every product a scenario names can serve its load, and has prices. */
function checkCost({ cost, topology, workload, application }: Scenario, { problems }: Findings): void {
  if (cost === null) return;
  const unmeasured = workload.replay !== null ? 'a replay' : application !== null ? 'an application' : null;
  if (unmeasured !== null)
    problems.push({
      path: ['cost'],
      message: `expected none with ${unmeasured}, whose bytes are not known by command; to price such a load, measure it with a mix (docs/your-workload.md)`,
    });
  for (const { model, why } of unpricedModels(cost.options.models ?? [], topology.engine, cost.prices))
    problems.push({
      path: ['cost', 'model'],
      message: `expected a product that can be priced, found ${model}: ${why}`,
    });
}

/** Checks that the recorded keys hold what was written, until it is overwritten or deleted. */
function checkHistory({ workload }: Scenario, { problems }: Pick<Findings, 'problems'>): void {
  const { history, audit, pattern } = workload;
  if (history === null) return;
  const refuse = (message: string) => problems.push({ path: ['workload', 'history'], message });
  if (audit === 'off')
    return void refuse('expected workload.audit to be chain or final, because it numbers the values, found off');
  if (pattern !== null) return void refuse('expected no workload.pattern, because the cache holds only copies then');
  const onStrings = operationsOf(workload).filter(({ space }) => space === 'string');
  const roles: readonly string[] = historyKinds;
  if (!onStrings.some((operation) => roles.includes(operation.audit)))
    refuse(
      'expected set, eval, get or del in workload.mix, because only their keys hold one value, found none of them',
    );
  const expiring = onStrings.filter(({ ttlSeconds }) => ttlSeconds !== null).map(({ name }) => name);
  if (expiring.length > 0)
    refuse(
      `expected no time to live, because a key that expires loses its value, found one with ${expiring.join(', ')}`,
    );
}
