import type { DriverDefinition } from './driver.js';
import { ioredisDriver } from './ioredis/ioredis-driver.js';
import { wireDriver } from './wire/wire-driver.js';

/** All drivers, by their name in a scenario. */
export const drivers = {
  ioredis: ioredisDriver,
  wire: wireDriver,
} as const satisfies Record<string, DriverDefinition>;
export type DriverName = keyof typeof drivers;
