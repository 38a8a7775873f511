import { launched } from '../abilities.js';
import { directivePlaces } from '../node-config.js';
import { type PoolOptions, poolOptions } from '../pool-options.js';
import type { TopologyDefinition } from '../topology.js';
import { managedOption } from './memcached-arguments.js';
import { startMemcachedPool } from './memcached-pool.js';
import { startingScenario } from './starting-scenario.js';
import { tlsHangWarning } from './tls-hang.js';

/** Independent servers; clients distribute the keys over them. */
export const memcached: TopologyDefinition<PoolOptions> = {
  summary: 'A pool of Memcached servers, one per shard, without replicas; clients distribute the keys by hashing.',
  engines: ['memcached'],
  startingScenario,
  defaults: { topology: { engine: 'memcached', replicas: 0, shards: 3 }, workload: { driver: 'wire' } },
  options: poolOptions,
  drill: 'memcached-node-loss',
  can: launched,
  refusal(plan) {
    if (plan.replicas !== 0) return `topology memcached has no replicas, so replicas must be 0, not ${plan.replicas}`;
    if (plan.links !== null) return 'topology memcached has no links, because its servers never connect to each other';
    for (const [place, options] of directivePlaces(plan)) {
      for (const name of Object.keys(options)) {
        const managed = managedOption(name);
        if (managed === undefined) continue;
        const meaning = managed === name ? '' : ` (memcached reads it as ${managed})`;
        return `${place}.${name}${meaning} can't be set: cache-bench sets it itself, or can't work with it${hintOf(managed)}`;
      }
      const withPath = ['o', 'extended'].find((option) =>
        /\bext_path\s*=\s*([^:,]*\/|\.\.)/.test(options[option] ?? ''),
      );
      if (withPath !== undefined)
        return `${place}.${withPath} can't put ext_path into another folder: use a file name without a folder; the file is in the server's own folder`;
      const extended = ['o', 'extended'].find((option) =>
        /\bssl_(chain_cert|key|verify_mode)\b/.test(options[option] ?? ''),
      );
      if (extended !== undefined)
        return `${place}.${extended} can't name certificates: topology.tls creates them for each run`;
    }
    return undefined;
  },
  start: startMemcachedPool,
  warning: tlsHangWarning,
};

function hintOf(option: string): string {
  if (option === 'enable-ssl') return ' (TLS is topology.tls: true)';
  return option === 'auth-file' || option === 'enable-sasl' ? ' (a password is topology.password: true)' : '';
}
