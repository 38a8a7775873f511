import { launched } from '../abilities.js';
import { directivePlaces } from '../node-config.js';
import { type PoolOptions, poolOptions } from '../pool-options.js';
import type { TopologyDefinition } from '../topology.js';
import { managedOption } from './memcached-arguments.js';
import { startMemcachedPool } from './memcached-pool.js';
import { tlsHangWarning } from './tls-hang.js';

/** Independent servers; clients distribute the keys over them. */
export const memcached: TopologyDefinition<PoolOptions> = {
  summary: 'A pool of Memcached servers, one per shard, without replicas; clients distribute the keys by hashing.',
  engines: ['memcached'],
  startingScenario: {
    kind: 'memcached',
    about: 'A server of a Memcached pool hangs under load; the clients distribute its keys over the others.',
    topology: `  # Servers of the pool.
  shards: 3
  # How clients find the server of a key: when one is gone, ketama moves few keys, modulo nearly all.
  hashing: ketama
  # Whether the keys of a server that is gone are distributed over the others; otherwise they fail.
  ejectLost: true`,
    workload: '  # The only driver for Memcached.\n  driver: wire',
    faults: `faults:
  - at: 2s
    # The process of one server is paused and resumes later, with its old values.
    pause-process: { target: { node: n2 } }
    after: 3s`,
    gates: `  - hit_rate >= 50%
  # While the server is ejected, its keys are written elsewhere. When it returns, it replies with its old values.
  - lost_writes >= 0
  - unexpected_writes >= 0
  - availability during steady >= 99%`,
  },
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
