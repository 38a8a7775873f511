import type { MemcachedOptions } from '../../../../../src/load/driver/wire/memcached/memcached-templates.js';
import type { Slots } from '../../../../../src/load/slots.js';
import { planOperations } from '../../../../../src/load/workload/plan-operations.js';
import { openAccess } from '../../../../../src/model/access.js';

/** Options for gets (operation 0) and sets (operation 1), or another mix; a time to live of 0 means none. */
export function memcachedOptions(
  slots: Slots,
  given: {
    readonly runTag: string;
    readonly chain?: boolean;
    readonly ttlSeconds?: number;
    readonly valueBytes?: number;
    readonly mix?: Readonly<Record<string, number>>;
    readonly keysPerOperation?: number;
  },
): MemcachedOptions {
  const {
    runTag,
    chain = true,
    ttlSeconds = 0,
    valueBytes = 40,
    mix = { get: 1, set: 1 },
    keysPerOperation = 1,
  } = given;
  return {
    slots,
    runTag,
    seed: 3,
    data: 'compressible',
    valueSizes: { kind: 'fixed', bytes: valueBytes },
    operations: planOperations({
      mix,
      commands: [],
      chain,
      ttlSeconds: ttlSeconds === 0 ? null : ttlSeconds,
      keysPerOperation,
    }),
    view: { access: openAccess },
  };
}
