import { operationsOf } from '../../load/workload/plan-operations.js';
import type { AuditRole, OperationPlan } from '../../model/operation-plan.js';
import type { WriteSafetyRecord } from '../../record/sections/write-safety.js';
import { launchesServers } from '../../scenario/launches-servers.js';
import { commandOf } from '../counted-commands.js';
import type { RunView } from './run-view.js';

const auditedWrites: readonly AuditRole[] = ['write', 'removal', 'count'];
const probeCommand = 'set';

/**
 * How many more writes the primaries executed, by their own counters, than clients saw acknowledged or can't be sure of: a
 * lower bound on writes that were executed again. Null: the counters cover something else too.
 */
export function reexecutedWrites(
  run: RunView,
  { acknowledged, indeterminate }: WriteSafetyRecord['writes'],
): number | null {
  const { request, servers, nodesAtStart, log, measured } = run;
  const writes = operationsOf(request.scenario.workload).filter((operation) => operation.writes);
  const primaries = nodesAtStart.filter(({ role }) => role === 'primary').map(({ id }) => id);
  const counts = servers.serverCounts().filter(([{ id }]) => primaries.includes(id));
  const isSteady =
    log.events().every(({ type }) => type !== 'role-changed') && counts.every(([, count]) => count?.goneMs === null);
  if (!launchesServers(request.scenario) || primaries.length === 0 || !isSteady || !writes.every(isCounted))
    return null;
  const commands = [...new Set(writes.map(commandOf))];
  const executed = counts
    .flatMap(([, count]) => commands.map((command) => count?.uses[command]?.calls ?? 0))
    .reduce((sum, calls) => sum + calls, 0);
  const probes = commands.includes(probeCommand) ? measured.probeWrites : 0;
  return Math.max(0, executed - probes - acknowledged - indeterminate);
}

/** A script counts the commands in it too, and a write that changes nothing counts as failed. */
function isCounted({ audit, words, reply }: OperationPlan): boolean {
  return auditedWrites.includes(audit) && words[0] !== 'EVAL' && reply !== 'created';
}
