import { basename } from 'node:path';
import { endpointName } from '../../model/node.js';
import type { RunRecord } from '../../record/run-record.js';
import { parseRate } from '../../units/rate.js';
import { originName } from '../facts/origin-name.js';
import { formatRate, formatRatio } from '../format-figures.js';
import { clientName, isPool } from './names.js';

/** What was run, in one line: topology, engine, size, zones, TLS, rate, values, durability, client. */
export function settingOf(record: RunRecord): string {
  const { rate, replay } = object(record.scenario.workload);
  return settingWith(record, typeof replay === 'string' ? [`replay of ${basename(replay)}`] : rateText(rate));
}

/** The same for runs that differ in their rate. */
export function settingBesideRate(record: RunRecord): string {
  return settingWith(record, []);
}

function settingWith(record: RunRecord, rateTexts: readonly string[]): string {
  const topology = object(record.scenario.topology);
  const workload = object(record.scenario.workload);
  const engines = record.environment.engines.map(({ engine, version }) => `${engine} ${version}`);
  const { valueSize, durability, connections, replay } = workload;
  return [
    typeof topology.target === 'string' ? targetName(record) : record.topology.kind,
    ...(engines.length > 0 ? [engines.join(' and ')] : []),
    ...sizeOf(record, topology),
    topology.tls === true ? 'TLS' : 'no TLS',
    ...rateTexts,
    ...(connections === undefined ? [] : [`${String(connections)} connections`]),
    ...(valueSize === undefined || typeof replay === 'string' ? [] : [`values of ${valueText(valueSize)}`]),
    ...(typeof durability === 'string' ? [`durability ${durability}`] : []),
    ...(record.origin ? [`${record.origin.pattern} in front of ${originName(record.origin)}`] : []),
    record.application ? 'behind an application' : clientName(record),
  ].join(', ');
}

/** As written in the scenario: `10k` becomes 10,000/s. */
function rateText(rate: unknown): readonly string[] {
  const { value } = parseRate(String(rate));
  if (value === undefined) return [];
  return [value === null ? 'closed loop' : formatRate(value)];
}

/** The address of a target's first node; its URL may hold more than a report should show. */
function targetName({ topology: { kind, nodes } }: RunRecord): string {
  const [first] = nodes;
  return first === undefined ? kind : `${kind} target ${endpointName(first)}`;
}

function sizeOf(record: RunRecord, { shards, replicas, zones, target }: Fields): readonly string[] {
  const count = record.topology.nodes.length;
  if (typeof target === 'string') return [`${count} ${count === 1 ? 'node' : 'nodes'}`];
  if (isPool(record))
    return [`${count} servers`, zones === 1 || zones === undefined ? '1 zone' : `${String(zones)} zones`];
  const shardText = shards === 1 || shards === undefined ? '1 shard' : `${String(shards)} shards`;
  const replicaText = replicas === 1 ? '1 replica' : `${String(replicas)} replicas`;
  const zoneText = zones === 1 || zones === undefined ? '1 zone' : `${String(zones)} zones`;
  return [replicas === 0 || replicas === undefined ? shardText : `${shardText} × ${replicaText}`, zoneText];
}

/** `32:70,4096:30` becomes `32 B (70 %) and 4096 B (30 %)`. */
function valueText(valueSize: unknown): string {
  const text = String(valueSize);
  if (!text.includes(':')) return withUnit(text);
  const choices = text.split(',').map((choice) => choice.trim().split(':'));
  const sum = choices.reduce((total, [, weight]) => total + Number(weight), 0);
  return choices
    .map(([size, weight]) => `${withUnit(String(size))} (${formatRatio(Number(weight) / sum)})`)
    .join(' and ');
}

function withUnit(size: string): string {
  return /^\d+(-\d+)?$/.test(size) ? `${size} B` : size;
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
