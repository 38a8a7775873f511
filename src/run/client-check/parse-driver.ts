import { UsageError } from '../../errors/errors.js';
import { nearestWord } from '../../errors/nearest-word.js';
import { type DriverName, drivers } from '../../load/driver/registry.js';
import { isKeyOf, keysOf } from '../../model/table.js';

/** The driver with this name; throws a UsageError that lists all of them for any other. */
export function parseDriver(name: string): DriverName {
  if (isKeyOf(drivers, name)) return name;
  const nearest = nearestWord(name, keysOf(drivers));
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no client "${name}".${meant} Clients: ${keysOf(drivers).join(', ')}.`);
}
