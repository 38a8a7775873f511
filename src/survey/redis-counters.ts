import { parseInfo } from '../topology/replication-info.js';
import type { SurveyedLoad } from './survey.js';

/** What INFO reports about one server. */
export interface RedisCounters {
  /** When it was read, on the monotonic clock. */
  readonly atMs: number;
  readonly version: string;
  /** By command in lower case; a subcommand as `config|get`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly hits: number;
  readonly misses: number;
  readonly clients: number;
  readonly replicas: number;
  /** By number of the database. */
  readonly keys: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, string>>;
  /** Changes when the server restarts. */
  readonly process: string;
}

/** Fields of INFO that are settings, by the directive that sets them, and the value that goes without saying. */
const settingFields = {
  maxmemory: { field: 'maxmemory', usual: '0' },
  'maxmemory-policy': { field: 'maxmemory_policy', usual: 'noeviction' },
  appendonly: { field: 'aof_enabled', usual: '0' },
} as const;

/** Parses the answer to `INFO all`. */
export function parseCounters(text: string, atMs: number): RedisCounters {
  const fields = parseInfo(text);
  const number = (name: string) => Number(fields.get(name) ?? 0) || 0;
  const calls: Record<string, number> = {};
  const keys: Record<string, number> = {};
  for (const [name, value] of fields) {
    const command = /^cmdstat_([\w.|-]{1,60})$/.exec(name)?.[1];
    if (command !== undefined) calls[command.toLowerCase()] = Number(/calls=(\d+)/.exec(value)?.[1] ?? 0);
    const database = /^db(\d+)$/.exec(name)?.[1];
    if (database !== undefined) keys[database] = Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  }
  const settings = Object.entries(settingFields).flatMap(([directive, { field, usual }]) => {
    const value = fields.get(field) ?? usual;
    if (value === usual || !/^[\w-]+$/.test(value)) return [];
    return [[directive, directive === 'appendonly' ? 'yes' : value] as const];
  });
  return {
    atMs,
    version: fields.get('valkey_version') ?? fields.get('redis_version') ?? 'unknown',
    calls,
    hits: number('keyspace_hits'),
    misses: number('keyspace_misses'),
    clients: number('connected_clients'),
    replicas: number('connected_slaves'),
    keys,
    settings: Object.fromEntries(settings),
    process: fields.get('run_id') ?? '',
  };
}

/** How often each of our own commands was counted between two readings: INFO is counted after its answer. */
const ownCalls: Readonly<Record<string, number>> = { info: 1 };

/**
 * The load of all servers between two readings of each. Undefined if a server restarted, or its counters were reset
 * (CONFIG RESETSTAT), in between.
 */
export function loadBetween(
  before: readonly (RedisCounters | undefined)[],
  after: readonly RedisCounters[],
): SurveyedLoad | undefined {
  const rates: Record<string, number> = {};
  let [hitsPerSecond, missesPerSecond, windowMs] = [0, 0, 0];
  for (const [index, now] of after.entries()) {
    const then = before[index];
    if (then === undefined || then.process !== now.process) return undefined;
    const seconds = (now.atMs - then.atMs) / 1000;
    const perSecond = (earlier: number, later: number) => (later - earlier) / seconds;
    for (const [command, calls] of Object.entries(now.calls)) {
      const others = calls - (then.calls[command] ?? 0) - (ownCalls[command] ?? 0);
      if (others < 0) return undefined;
      if (others > 0) rates[command] = (rates[command] ?? 0) + others / seconds;
    }
    hitsPerSecond += perSecond(then.hits, now.hits);
    missesPerSecond += perSecond(then.misses, now.misses);
    windowMs = Math.max(windowMs, now.atMs - then.atMs);
  }
  return { rates, hitsPerSecond, missesPerSecond, windowMs };
}
