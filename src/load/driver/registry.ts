import type { Protocol } from '../../model/protocol.js';
import { keysOf } from '../../model/table.js';
import type { DriverDefinition } from './driver.js';
import { httpDriver } from './http/http-driver.js';
import { ioredisDriver } from './ioredis/driver-with.js';
import { iovalkeyDriver } from './iovalkey/iovalkey-driver.js';
import { nodeRedisDriver } from './node-redis/node-redis-driver.js';
import { valkeyGlideDriver } from './valkey-glide/valkey-glide-driver.js';
import { wireDriver } from './wire/wire-driver.js';

/** All drivers, by their name in a scenario. */
export const drivers = {
  ioredis: ioredisDriver,
  iovalkey: iovalkeyDriver,
  'node-redis': nodeRedisDriver,
  'valkey-glide': valkeyGlideDriver,
  wire: wireDriver,
  http: httpDriver,
} as const satisfies Record<string, DriverDefinition>;
export type DriverName = keyof typeof drivers;

/** The drivers that speak a protocol. */
export function driversFor(protocol: Protocol): readonly DriverName[] {
  const all: Readonly<Record<DriverName, DriverDefinition>> = drivers;
  return keysOf(all).filter((name) => all[name].protocols.includes(protocol));
}
