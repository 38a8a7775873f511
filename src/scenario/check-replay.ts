import { isDeepStrictEqual } from 'node:util';
import { topologyNamed } from '../topology/can.js';
import type { DocumentProblem } from './problem.js';
import type { ScenarioDocument } from './schema.js';
import { workloadField } from './workload-field.js';

const ofLog = [
  'mix',
  'commands',
  'rate',
  'pacer',
  'requests',
  'keys',
  'distribution',
  'valueSize',
  'data',
  'ttl',
  'preload',
  'keysPerOperation',
  'readFrom',
  'pattern',
] as const;

/** Why a document with a log can't be run: other settings that it makes pointless, or does not support. */
export function checkReplay({ workload, topology }: ScenarioDocument): readonly DocumentProblem[] {
  if (workload.replay === undefined) return withoutReplay(workload);
  const usual = workloadField.parse({});
  const problems: DocumentProblem[] = [];
  const given = ofLog.filter((key) => !isDeepStrictEqual(workload[key], usual[key]));
  if (given.length > 0)
    problems.push({
      path: ['workload', 'replay'],
      message: `expected none of workload.${given.join(', ')}, because the log determines what is sent, and when, found ${given.length === 1 ? 'it' : 'them'}`,
    });
  if (workload.audit !== 'off')
    problems.push({
      path: ['workload', 'audit'],
      message: `expected off with workload.replay, because the values of a log show no loss, found ${workload.audit}`,
    });
  const { can = [] } = topologyNamed(topology.kind) ?? {};
  if (!can.includes('processes') || !can.includes('commands'))
    problems.push({
      path: ['topology', 'kind'],
      message: `expected launched Redis or Valkey servers with workload.replay, which writes keys by the names in the log, found ${topology.kind}`,
    });
  return problems;
}

function withoutReplay(workload: ScenarioDocument['workload']): readonly DocumentProblem[] {
  return (['replaySpeed', 'replayKeys', 'replayValues'] as const)
    .filter((key) => workload[key] !== undefined)
    .map((key) => ({
      path: ['workload', key],
      message: `expected none without workload.replay, found ${workload[key]}`,
    }));
}
