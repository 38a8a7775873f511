import { can, definitionOf, sentinelsOf } from '../topology/can.js';
import { bounds } from './bounds.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that a topology can be launched as planned, or that there is a target. */
export function checkTopology({ topology }: Scenario, { problems, warnings }: Findings): void {
  const definition = definitionOf(topology);
  if (!definition.engines.includes(topology.engine)) {
    problems.push({
      path: ['topology', 'engine'],
      message: `expected an engine of topology ${topology.kind} (${definition.engines.join(', ')}), found ${topology.engine}`,
    });
  }
  const sentinels = sentinelsOf(topology);
  const dataNodes = topology.shards * (1 + topology.replicas);
  const nodes = dataNodes + sentinels;
  if (nodes > bounds.nodes) {
    problems.push({
      path: ['topology'],
      message: `expected at most ${bounds.nodes} nodes, found ${nodes} (shards, their replicas and the sentinels)`,
    });
  }
  for (const id of Object.keys(topology.nodeConfig ?? {}))
    if (Number(id.slice(1)) > dataNodes && can(topology, 'processes'))
      problems.push({
        path: ['topology', 'nodeConfig', id],
        atKey: true,
        message: `expected a data node that the topology starts with (n1 to n${dataNodes}), found ${id}`,
      });
  if (topology.basePort !== null && topology.basePort + nodes > 65_536) {
    problems.push({
      path: ['topology', 'basePort'],
      message: `expected space for ${nodes} ports up to 65535, found ${topology.basePort}`,
    });
  }
  if (topology.links !== null && topology.links.betweenZones.delayMs > 0 && topology.zones === 1) {
    warnings.push({
      code: 'one-zone',
      message:
        'topology.links.betweenZones has no effect, because all nodes are in one zone. Set topology.zones to 2 or more.',
    });
  }
  const refusal = problems.length === 0 ? definition.refusal(topology) : undefined;
  if (refusal !== undefined) problems.push({ path: ['topology'], message: refusal });
}
