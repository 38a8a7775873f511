import { resolve } from 'node:path';
import { UsageError } from '../errors/errors.js';
import { isClientModule } from '../load/driver/client-module.js';
import { readText } from './read-scenario.js';
import { parseYaml } from './yaml-source.js';

/**
 * The content of a JSON or YAML file with options of a client library; of a module, its path, because a scenario can't contain
 * functions. Throws UsageError if it can't be read.
 */
export async function readClientOptions(file: string): Promise<unknown> {
  const text = await readText(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The client options in ${file} can't be read (${error.code ?? error.message}).`);
  });
  if (isClientModule(file)) return resolve(file);
  const source = parseYaml(file, text);
  if (!('problems' in source)) return source.value;
  const [first] = source.problems;
  throw new UsageError(`The client options in ${file} are neither JSON nor YAML (${first?.place}: ${first?.message}).`);
}
