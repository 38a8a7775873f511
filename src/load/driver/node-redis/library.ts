import { createRequire } from 'node:module';
import { EnvironmentError } from '../../../errors/errors.js';

export type Library = typeof import('@redis/client');

const packageName = '@redis/client';
/** The version whose internals this driver knows. */
const testedVersion = '6.3.1';
const require = createRequire(import.meta.url);

/** Loads the library, which users install themselves. Throws EnvironmentError if it is missing. */
export async function loadLibrary(): Promise<Library> {
  try {
    return await import('@redis/client');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new EnvironmentError(
      `The driver node-redis needs the package ${packageName}, which is not installed. Try: npm install ${packageName}@${testedVersion}`,
    );
  }
}

export async function libraryVersion(): Promise<{ readonly name: string; readonly version: string }> {
  await loadLibrary();
  return {
    name: packageName,
    version: (require('@redis/client/package.json') as { readonly version: string }).version,
  };
}
