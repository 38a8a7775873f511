import { unpricedModels } from '../cost/price-load.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that every product a scenario names can serve its load, and has prices. */
export function checkCost({ cost, topology, workload, application }: Scenario, { problems }: Findings): void {
  if (cost === null) return;
  const unmeasured = workload.replay !== null ? 'a replay' : application !== null ? 'an application' : null;
  if (unmeasured !== null)
    problems.push({
      path: ['cost'],
      message: `expected none with ${unmeasured}, whose bytes are not known by command`,
    });
  for (const { model, why } of unpricedModels(cost.options.models ?? [], topology.engine, cost.prices))
    problems.push({
      path: ['cost', 'model'],
      message: `expected a product that can be priced, found ${model}: ${why}`,
    });
}
