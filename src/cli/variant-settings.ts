import { resolve } from 'node:path';
import { UsageError } from '../errors/errors.js';

/** The changes of one variant of `ab`. */
export interface VariantSettings {
  readonly label: string;
  /** `path=value` settings of the scenario. */
  readonly set: readonly string[];
  /** The server binary; null: the one found automatically. */
  readonly engineBinary: string | null;
}

const binaryWord = 'engine-binary';

/**
 * Parses the settings of `--a` or `--b`: `path=value` of the scenario, or `engine-binary=PATH`. Throws UsageError for two
 * binaries.
 */
export function readVariant(name: 'a' | 'b', given: readonly string[], workingDirectory: string): VariantSettings {
  const binaries = given.filter((setting) => setting.startsWith(`${binaryWord}=`));
  if (binaries.length > 1)
    throw new UsageError(
      `--${name}: expected one ${binaryWord} at most, found ${binaries.length}. Nothing was started.`,
    );
  const binary = binaries[0]?.slice(binaryWord.length + 1);
  if (binary === '')
    throw new UsageError(`--${name}: expected the path of a server after ${binaryWord}=. Nothing was started.`);
  return {
    label: `${name.toUpperCase()} (${given.length === 0 ? 'the scenario as it is' : given.join(', ')})`,
    set: given.filter((setting) => !binaries.includes(setting)),
    engineBinary: binary === undefined ? null : resolve(workingDirectory, binary),
  };
}
