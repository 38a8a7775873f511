import type { Protocol } from '../../model/protocol.js';
import { memcachedFamily, type ProtocolFamily, respFamily } from '../../model/protocol-family.js';
import { keysOf } from '../../model/table.js';
import type { DriverDefinition } from './driver.js';
import { httpDriver } from './http/http-driver.js';
import { ioredisDriver } from './ioredis/driver-with.js';
import { iovalkeyDriver } from './iovalkey/iovalkey-driver.js';
import { memcachedDriver } from './memcached/memcached-driver.js';
import { memjsDriver } from './memjs/memjs-driver.js';
import { nodeRedisDriver } from './node-redis/node-redis-driver.js';
import { valkeyGlideDriver } from './valkey-glide/valkey-glide-driver.js';
import { wireDriver } from './wire/wire-driver.js';

/** All drivers, by their name in a scenario. */
export const drivers = {
  ioredis: ioredisDriver,
  iovalkey: iovalkeyDriver,
  'node-redis': nodeRedisDriver,
  'valkey-glide': valkeyGlideDriver,
  memjs: memjsDriver,
  memcached: memcachedDriver,
  wire: wireDriver,
  http: httpDriver,
} as const satisfies Record<string, DriverDefinition>;
export type DriverName = keyof typeof drivers;

/** The drivers that speak a protocol. */
export function driversFor(protocol: Protocol): readonly DriverName[] {
  const all: Readonly<Record<DriverName, DriverDefinition>> = drivers;
  return keysOf(all).filter((name) => all[name].protocols.includes(protocol));
}

/** The drivers for servers of a family. */
export function driversOf({ protocols }: ProtocolFamily): readonly DriverName[] {
  const able = new Set(protocols.flatMap(driversFor));
  return keysOf(drivers).filter((name) => able.has(name));
}

/** What a driver speaks that knows the default protocol of no servers; null: it decides by the servers. */
export function ownProtocol(name: DriverName): Protocol | null {
  const { protocols }: DriverDefinition = drivers[name];
  const knowsDefault = [respFamily, memcachedFamily].some(({ protocols: [first] }) =>
    protocols.some((protocol) => protocol === first),
  );
  return knowsDefault ? null : (protocols[0] ?? null);
}
