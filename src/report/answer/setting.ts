import type { RunRecord } from '../../record/run-record.js';
import { parseRate } from '../../units/rate.js';
import { formatRate } from '../format-figures.js';
import { clientName } from './names.js';

/** What was run, in one line: topology, engine, size, zones, TLS, rate, values, durability, client. */
export function settingOf(record: RunRecord): string {
  const topology = object(record.scenario.topology);
  const workload = object(record.scenario.workload);
  const engines = record.environment.engines.map(({ engine, version }) => `${engine} ${version}`);
  const { rate, valueSize, durability, connections } = workload;
  return [
    record.topology.kind,
    ...(engines.length > 0 ? [engines.join(' and ')] : []),
    ...sizeOf(record, topology),
    topology.tls === true ? 'TLS' : 'no TLS',
    ...rateText(rate),
    ...(connections === undefined ? [] : [`${String(connections)} connections`]),
    ...(valueSize === undefined ? [] : [`values of ${valueText(valueSize)}`]),
    ...(typeof durability === 'string' ? [`durability ${durability}`] : []),
    clientName(record),
  ].join(', ');
}

/** As written in the scenario: `10k` becomes 10,000/s. */
function rateText(rate: unknown): readonly string[] {
  const { value } = parseRate(String(rate));
  if (value === undefined) return [];
  return [value === null ? 'closed loop' : formatRate(value)];
}

function sizeOf({ topology }: RunRecord, { shards, replicas, zones, target }: Fields): readonly string[] {
  if (typeof target === 'string') return [`${topology.nodes.length} ${topology.nodes.length === 1 ? 'node' : 'nodes'}`];
  const shardText = shards === 1 || shards === undefined ? '1 shard' : `${String(shards)} shards`;
  const replicaText = replicas === 1 ? '1 replica' : `${String(replicas ?? 0)} replicas`;
  const zoneText = zones === 1 || zones === undefined ? '1 zone' : `${String(zones)} zones`;
  return [`${shardText} × ${replicaText}`, zoneText];
}

function valueText(valueSize: unknown): string {
  return typeof valueSize === 'number' || /^\d+(-\d+)?$/.test(String(valueSize))
    ? `${String(valueSize)} B`
    : String(valueSize);
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
