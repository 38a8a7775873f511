import { EnvironmentError } from '../../errors/errors.js';

/** A client library that users install themselves. */
interface OptionalPackage {
  readonly driver: string;
  readonly name: string;
  /** The version whose internals the driver knows. */
  readonly version: string;
}

/** Loads a client library. Throws EnvironmentError, with the command that installs it, if it is missing. */
export async function loadOptional<Library>(
  { driver, name, version }: OptionalPackage,
  load: () => Promise<Library>,
): Promise<Library> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new EnvironmentError(
      `The driver ${driver} needs the package ${name}, which is not installed. Try: npm install ${name}@${version}`,
    );
  }
}
