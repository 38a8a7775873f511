import { UsageError } from '../../errors/errors.js';
import { nearestWord } from '../../errors/nearest-word.js';
import type { DriverDefinition } from '../../load/driver/driver.js';
import { type DriverName, drivers, driversOf } from '../../load/driver/registry.js';
import { respFamily } from '../../model/protocol-family.js';
import { isKeyOf, keysOf } from '../../model/table.js';

/** What a client can connect through, each with the settings of its servers: nothing may be promoted while one is stopped. */
const ways = {
  server: { topology: 'standalone', replicas: 0, set: [], asksSentinels: false, followsSlots: false },
  sentinel: {
    topology: 'sentinel',
    replicas: 1,
    set: ['topology.sentinel.downAfter=60s'],
    asksSentinels: true,
    followsSlots: false,
  },
  cluster: {
    topology: 'cluster',
    replicas: 1,
    set: ['topology.cluster.nodeTimeout=60s'],
    asksSentinels: false,
    followsSlots: true,
  },
} as const;
const memcachedServer = {
  topology: 'memcached',
  replicas: 0,
  set: ['topology.shards=1', 'topology.ejectLost=false'],
} as const;
export const wayNames = keysOf(ways);

/** The overrides of a scenario for a check through one of these; throws UsageError for any other. */
export function overridesThrough(name: string, driver: DriverName, decisions: number | undefined) {
  if (!isKeyOf(ways, name)) {
    const nearest = nearestWord(name, wayNames);
    const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    throw new UsageError(`A client can't be checked through "${name}".${meant} Choose one of: ${wayNames.join(', ')}.`);
  }
  const speaksResp = driversOf(respFamily).includes(driver);
  const why = speaksResp ? lackThrough(name, driver) : name !== 'server' && `${driver} supports only memcached`;
  if (why) throw new UsageError(`${why}, and can't be checked through "${name}". Try: --through server`);
  const { topology, replicas, set } = speaksResp ? ways[name] : memcachedServer;
  const count =
    decisions === undefined ? [] : [`workload.requests=${decisions}`, `workload.keys=${Math.max(decisions, 100)}`];
  return {
    topology,
    replicas,
    set: [
      ...set,
      ...count,
      'workload.connections=32',
      'workload.connectTimeout=10s',
      'workload.mix={"incr":1}',
      'workload.audit=off',
      'workload.rate=max',
      'workload.threads=1',
      'workload.distribution=sequential',
    ],
  };
}

/** Why a driver can't connect this way; undefined: it can. */
function lackThrough(name: keyof typeof ways, driver: DriverName): string | undefined {
  const { lackFor }: DriverDefinition = drivers[driver];
  const { asksSentinels, followsSlots } = ways[name];
  const easy = { ejectsLost: false, secures: false, durability: { kind: 'async' }, operations: [] } as const;
  return lackFor?.({ asksSentinels, followsSlots, ...easy })?.why;
}
