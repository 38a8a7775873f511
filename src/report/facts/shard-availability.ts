import type { RunRecord } from '../../record/run-record.js';
import type { OutageRecord } from '../../record/sections/outages.js';
import type { ShardRecord } from '../../record/sections/shards.js';
import { formatCount, formatDuration, formatRatio, noFigure } from '../format-figures.js';

/** What clients experienced on one shard, or on all of them. */
interface ShardLine {
  readonly name: string;
  /** Figures under `head`, except the name. */
  readonly cells: readonly string[];
  /** The outages in the record: the longest of each fault, and those that no fault explains. */
  readonly outages: readonly OutageRecord[];
}

export interface ShardAvailability {
  readonly head: readonly string[];
  /** All shards combined come first. */
  readonly lines: readonly ShardLine[];
  /** The end of the measured part. */
  readonly endMs: number;
  readonly meaning: string;
}

/** With more shards than this, those without a fault are combined. */
const mostShards = 12;

/** Availability of each shard, below that of all; null with a single shard, or if the record lacks it. */
export function shardAvailability(record: RunRecord): ShardAvailability | null {
  const { shards, faults, phases } = record;
  if (shards === undefined || shards.length < 2) return null;
  const outages = [
    ...faults.flatMap(({ unavailability }) => unavailability.outages ?? []),
    ...(record.otherOutages ?? []),
  ];
  const alone = shards.filter(({ hurtBy }) => shards.length <= mostShards || hurtBy.length > 0);
  const others = shards.filter((shard) => !alone.includes(shard));
  const line = (name: string, some: readonly ShardRecord[]): ShardLine => ({
    name,
    cells: cellsOf(some),
    outages: outages.filter((outage) => some.some(({ shard }) => shard === outage.shard)),
  });
  return {
    head: ['shard', 'hit by', 'ok', 'not ok', 'availability', 'write outage', 'read outage'],
    lines: [
      line(`all ${shards.length}`, shards),
      ...alone.map((shard) => line(String(shard.shard), [shard])),
      ...(others.length === 0 ? [] : [line(`the other ${others.length}`, others)]),
    ],
    endMs: Math.max(0, ...phases.map(({ endMs }) => endMs)),
    meaning: 'Outage: the longest time without any success on a shard, over all clients.',
  };
}

/** Combined figures of some shards: sums, and their longest outage. */
function cellsOf(shards: readonly ShardRecord[]): readonly string[] {
  const faults = [...new Set(shards.flatMap(({ hurtBy }) => hurtBy))];
  const ok = shards.reduce((sum, { operations }) => sum + operations.ok, 0);
  const notOk = shards.reduce((sum, { operations }) => sum + operations.notOk, 0);
  const longest = (sort: keyof ShardRecord['longestOutage']) => {
    const lengths = shards.flatMap(({ longestOutage }) => longestOutage[sort] ?? []);
    return lengths.length === 0 ? noFigure : formatDuration(Math.max(...lengths));
  };
  return [
    faults.join(', ') || 'no fault',
    formatCount(ok),
    formatCount(notOk),
    ok + notOk === 0 ? noFigure : formatRatio(ok / (ok + notOk)),
    longest('writeMs'),
    longest('readMs'),
  ];
}
