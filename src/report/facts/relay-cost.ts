import type { RunRecord } from '../../record/run-record.js';
import { formatBytes, formatLatency } from '../format-figures.js';

/** The relays' cost on this machine, in one line; undefined if there were none. */
export function relayCostLine(record: RunRecord): string | undefined {
  const { relayCost } = record.topology;
  if (relayCost === undefined) return undefined;
  const { node, carries, direct, relayed } = relayCost;
  const rate = (bytes: number | null) => (bytes === null ? [] : [`${formatBytes(bytes)}/s`]);
  const path = ({ roundTripUs, bytesPerSecond }: typeof direct) =>
    [formatLatency(roundTripUs), ...rate(bytesPerSecond)].join(' and ');
  const others = carries === 'peers' ? 'only nodes pass through relays' : 'clients pass through relays too';
  return `relays: a round trip to ${node} takes ${path(relayed)} through one, ${path(direct)} without (median, idle); ${others}`;
}
