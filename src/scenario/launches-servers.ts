import { can } from '../topology/can.js';
import type { Scenario } from './scenario.js';

/** Whether a scenario launches its servers, instead of using a deployment that is already running. */
export function launchesServers({ topology }: Pick<Scenario, 'topology'>): boolean {
  return can(topology, 'processes');
}
