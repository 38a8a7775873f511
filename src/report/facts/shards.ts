import type { RunRecord } from '../../record/run-record.js';
import type { ShardRecord } from '../../record/sections/shards.js';
import { formatCount, formatDuration, formatRatio, noFigure } from '../format-figures.js';
import type { ExplainedTable } from './figure-table.js';

/** Null with a single shard, or if the record lacks it. */
export function shardFigures({ shards }: RunRecord): ExplainedTable | null {
  if (shards === undefined || shards.length < 2) return null;
  const struck = shards.filter(({ hurtBy }) => hurtBy.length > 0);
  const healthy = shards.filter(({ hurtBy }) => hurtBy.length === 0);
  return {
    head: ['shard', 'hit by', 'ok', 'not ok', 'availability', 'write outage', 'read outage'],
    rows: [
      ...struck.map((shard) => row(String(shard.shard), shard.hurtBy.join(', '), [shard])),
      ...(healthy.length === 0 ? [] : [row(nameOf(healthy, struck.length > 0), 'no fault', healthy)]),
    ],
    meaning: 'Outage: the longest time without any success on a shard, over all clients.',
  };
}

function nameOf(healthy: readonly ShardRecord[], areOthers: boolean): string {
  const [only] = healthy;
  if (only !== undefined && healthy.length === 1) return String(only.shard);
  return areOthers ? `the other ${healthy.length}` : `all ${healthy.length}`;
}

/** Combined figures of some shards: sums, and their longest outage. */
function row(name: string, hurtBy: string, shards: readonly ShardRecord[]): readonly string[] {
  const ok = shards.reduce((sum, { operations }) => sum + operations.ok, 0);
  const notOk = shards.reduce((sum, { operations }) => sum + operations.notOk, 0);
  const longest = (sort: keyof ShardRecord['longestOutage']) => {
    const lengths = shards.flatMap(({ longestOutage }) => longestOutage[sort] ?? []);
    return lengths.length === 0 ? noFigure : formatDuration(Math.max(...lengths));
  };
  const availability = ok + notOk === 0 ? noFigure : formatRatio(ok / (ok + notOk));
  return [name, hurtBy, formatCount(ok), formatCount(notOk), availability, longest('writeMs'), longest('readMs')];
}
