import type { RunRecord } from '../record/run-record.js';
import { type Reading, reading } from './reading.js';

/** A replication figure for the whole run. */
export function readRedundancy({ redundancy }: RunRecord, figure: 'fullResyncs' | 'withoutRedundancyMs'): Reading {
  const reason =
    redundancy === undefined
      ? 'the record does not have it'
      : 'there were no replicas, or the servers did not report their replication';
  return reading(redundancy?.[figure], reason);
}
