import { EnvironmentError } from '../../errors/errors.js';
import type { Driver, DriverHost, DriverOptions } from '../../load/driver/driver.js';
import { type DriverName, drivers } from '../../load/driver/registry.js';

/** Opens a driver's connections; throws EnvironmentError if that fails. */
export function openDriver(name: DriverName, options: DriverOptions, host: DriverHost): Promise<Driver> {
  return drivers[name].open(options, host).catch((error: Error) => {
    throw new EnvironmentError(`The client could not connect (${error.message}). Try: cache-bench doctor`);
  });
}
