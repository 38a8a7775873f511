import type { DriverDefinition, DriverLack } from '../load/driver/driver.js';
import { type DriverName, drivers } from '../load/driver/registry.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import { requestsOf } from '../model/operation-plan.js';
import { memcachedFamily, type ProtocolFamily, respFamily } from '../model/protocol-family.js';
import { keysOf } from '../model/table.js';
import { can } from '../topology/can.js';
import { anyOf } from '../units/any-of.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that the driver speaks to these servers, and can send a load like this. An application has a check of its own. */
export function checkDriver(scenario: Scenario, { problems }: Pick<Findings, 'problems'>): void {
  const { driver, protocol, application } = scenario.workload;
  const { protocols }: DriverDefinition = drivers[driver];
  if (application !== null || protocols.length === 0) return;
  const lack = lackOf(driver, scenario);
  if (lack !== undefined) {
    const able = keysOf(drivers).filter((name) => lackOf(name, scenario) === undefined);
    const setting = lack.setting === undefined ? '' : `--set ${lack.setting}, or `;
    problems.push({
      path: ['workload', 'driver'],
      message: `${lack.why}; choose ${setting}${anyOf(able)} with --driver`,
    });
  } else if (protocol !== null && !protocols.includes(protocol))
    problems.push({
      path: ['workload', 'protocol'],
      message: `expected ${anyOf(protocols)} with the driver ${driver}, found ${protocol}`,
    });
}

function lackOf(name: DriverName, { topology, workload }: Scenario): DriverLack | undefined {
  const { protocols, lackFor }: DriverDefinition = drivers[name];
  const speaksAny = (family: ProtocolFamily) => family.protocols.some((protocol) => protocols.includes(protocol));
  if (can(topology, 'commands')) {
    if (!speaksAny(respFamily)) return { why: `${name} supports only memcached` };
  } else if (!speaksAny(memcachedFamily)) return { why: `${name} does not support memcached` };
  const operations = requestsOf(operationsOf(workload));
  const lack = lackFor?.({
    asksSentinels: can(topology, 'sentinels'),
    followsSlots: can(topology, 'slots'),
    ejectsLost: 'ejectLost' in topology && topology.ejectLost,
    secures: topology.tls || topology.password,
    durability: workload.durability,
    operations,
  });
  if (lack !== undefined || can(topology, 'commands') || protocols.includes('meta')) return lack;
  return operations.some(({ memcached }) => memcached?.text === null)
    ? { why: `${name} does not speak memcached's meta protocol, which this load needs` }
    : undefined;
}
