import type { RunRecord } from '../record/run-record.js';
import { notOver } from './read-faults.js';
import { type Reading, reading } from './reading.js';

/** A replication figure for the whole run. */
export function readRedundancy(
  { redundancy, events }: RunRecord,
  figure: 'fullResyncs' | 'withoutRedundancyMs',
): Reading {
  const reason =
    redundancy === undefined
      ? 'the record lacks it'
      : 'there were no replicas, or the servers did not report their replication';
  const read = reading(redundancy?.[figure], reason);
  if (read.value === null || figure === 'fullResyncs' || isRedundantAtEnd(events)) return read;
  return { ...read, incomplete: notOver('the time without redundancy', read.value) };
}

/** Whether every shard that lost its redundancy regained it before the watch ended. */
function isRedundantAtEnd(events: RunRecord['events']): boolean {
  const without = new Set<number>();
  for (const event of events) {
    if (event.type === 'redundancy-lost') without.add(event.shard);
    if (event.type === 'redundancy-restored') without.delete(event.shard);
  }
  return without.size === 0;
}
