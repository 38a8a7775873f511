import { UsageError } from '../../errors/errors.js';
import { nearestWord } from '../../errors/nearest-word.js';
import type { DriverDefinition } from '../../load/driver/driver.js';
import { type DriverName, drivers } from '../../load/driver/registry.js';
import type { ClientPolicy } from '../../model/client-policy.js';
import { keysOf } from '../../model/table.js';

/** As applications use the driver, if it can be used like that. */
export function usualPolicy(name: DriverName): ClientPolicy {
  const { clientPolicies }: DriverDefinition = drivers[name];
  return clientPolicies.includes('application') ? 'application' : 'measured';
}

/** The driver with this name; throws a UsageError that lists those that can be checked for any other. */
export function parseDriver(name: string): DriverName {
  const clients = keysOf(drivers).filter((client) => [...drivers[client].protocols].length > 0);
  const known = clients.find((client) => client === name);
  if (known !== undefined) return known;
  const nearest = nearestWord(name, clients);
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no client "${name}".${meant} Clients: ${clients.join(', ')}.`);
}
