import { resolve } from 'node:path';
import { UsageError } from '../errors/errors.js';

/** What one variant of `ab` changes. */
export interface VariantSettings {
  readonly label: string;
  /** `path=value` of the scenario. */
  readonly set: readonly string[];
  /** The server's binary; null: the one that is found. */
  readonly engineBinary: string | null;
}

const binaryWord = 'engine-binary';

/** Reads the settings of `--a` or `--b`: `path=value` of the scenario, or `engine-binary=PATH`. Throws UsageError for two binaries. */
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
