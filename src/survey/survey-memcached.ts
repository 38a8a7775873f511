import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { InterruptedError } from '../errors/errors.js';
import { openAccess } from '../model/access.js';
import { foreignText } from '../model/foreign-text.js';
import type { Endpoint } from '../model/node.js';
import { memcachedVersion } from '../topology/external/memcached-version.js';
import { targetTimeoutMs } from '../topology/external/server-identity.js';
import { targetFailure } from '../topology/external/target-failure.js';
import { MemcachedControl } from '../topology/memcached-control.js';
import { counted } from '../units/counted.js';
import { formatDuration } from '../units/duration.js';
import { sum } from '../units/sum.js';
import { sampleMemcachedKeys } from './sample-memcached-keys.js';
import type { Survey, SurveyedLoad, SurveyOptions } from './survey.js';

/** Counters of `stats` that add up to the calls of each operation. */
const countersOf = {
  get: ['cmd_get'],
  set: ['cmd_set'],
  del: ['delete_hits', 'delete_misses'],
  incr: ['incr_hits', 'incr_misses', 'decr_hits', 'decr_misses'],
  expire: ['cmd_touch'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

interface Reading {
  readonly atMs: number;
  readonly stats: ReadonlyMap<string, string>;
}

/** Surveys memcached servers. Throws EnvironmentError with the reason if one can't be read, and InterruptedError. */
export async function surveyMemcached(
  url: string,
  endpoints: readonly Endpoint[],
  options: SurveyOptions,
): Promise<Survey> {
  const { windowMs, sampleKeys, signal, progress } = options;
  using servers = new Servers(endpoints);
  const versions = await Promise.all(servers.all.map(({ address, line }) => memcachedVersion(url, address, line)));
  progress(
    `Counting the commands of ${counted(endpoints.length, 'server', 'servers')} for ${formatDuration(windowMs)}`,
  );
  const before = await servers.read();
  await pause(windowMs, signal);
  if (signal.aborted) throw interrupted();
  const after = await servers.read();
  const load = loadBetween(before, after);
  if (load === undefined)
    throw targetFailure(url, 'a server restarted, or its counters were reset, while they were read', 'the same again');
  const keys = after.map(({ stats }) => figure(stats, 'curr_items'));
  const total = sum(keys);
  progress(`Sampling ${Math.min(sampleKeys, total)} of ${counted(total, 'key', 'keys')}`);
  const samples = await Promise.all(
    servers.all.map(({ line }, index) => {
      const share = Math.ceil((sampleKeys * (keys[index] ?? 0)) / Math.max(1, total));
      return sampleMemcachedKeys(line, share, keys[index] ?? 0, signal);
    }),
  );
  if (signal.aborted) throw interrupted();
  const [first] = after;
  return {
    ...load,
    url,
    engine: 'memcached',
    versions: [...new Set(versions.map((version) => foreignText(version, 60)))],
    topology: 'memcached',
    shards: endpoints.length,
    replicas: 0,
    // Ours was open, too.
    connections: Math.max(0, ...after.map(({ stats }) => figure(stats, 'curr_connections') - 1)),
    keys: total,
    keysElsewhere: 0,
    settings: first === undefined ? {} : { maxmemory: String(figure(first.stats, 'limit_maxbytes')) },
    sample: {
      keys: samples.flatMap((sample) => sample.keys),
      refusals: [...new Set(samples.flatMap(({ refusals }) => refusals))],
    },
  };
}

/** Our connections. */
class Servers implements Disposable {
  readonly all: readonly { readonly address: Endpoint; readonly line: MemcachedControl }[];

  constructor(endpoints: readonly Endpoint[]) {
    this.all = endpoints.map((address) => ({
      address,
      line: new MemcachedControl(address, openAccess, targetTimeoutMs),
    }));
  }

  read(): Promise<readonly Reading[]> {
    return Promise.all(
      this.all.map(async ({ line }) => {
        const sentMs = monotonicMs();
        const stats = await line.stats();
        return { stats, atMs: (sentMs + monotonicMs()) / 2 };
      }),
    );
  }

  [Symbol.dispose](): void {
    for (const { line } of this.all) line.close();
  }
}

function loadBetween(before: readonly Reading[], after: readonly Reading[]): SurveyedLoad | undefined {
  const rates: Record<string, number> = {};
  let [hitsPerSecond, missesPerSecond, windowMs] = [0, 0, 0];
  for (const [index, { atMs, stats }] of after.entries()) {
    const then = before[index];
    if (then === undefined || then.stats.get('pid') !== stats.get('pid')) return undefined;
    const perSecond = (name: string) => (figure(stats, name) - figure(then.stats, name)) / ((atMs - then.atMs) / 1000);
    for (const [operation, names] of Object.entries(countersOf)) {
      const rate = sum(names.map(perSecond));
      if (rate < 0) return undefined;
      if (rate > 0) rates[operation] = (rates[operation] ?? 0) + rate;
    }
    hitsPerSecond += perSecond('get_hits');
    missesPerSecond += perSecond('get_misses');
    windowMs = Math.max(windowMs, atMs - then.atMs);
  }
  return { rates, hitsPerSecond, missesPerSecond, windowMs };
}

function figure(stats: ReadonlyMap<string, string>, name: string): number {
  return Number(stats.get(name) ?? 0) || 0;
}

function interrupted(): Error {
  return new InterruptedError('Interrupted. Nothing was written.');
}
