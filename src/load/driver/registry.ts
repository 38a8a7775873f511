import type { DriverDefinition } from './driver.js';
import { ioredisDriver } from './ioredis/ioredis-driver.js';
import { wireDriver } from './wire/wire-driver.js';

/** Every driver, under the word that a scenario uses for it. */
export const drivers = {
  ioredis: ioredisDriver,
  wire: wireDriver,
} as const satisfies Record<string, DriverDefinition>;
export type DriverName = keyof typeof drivers;
