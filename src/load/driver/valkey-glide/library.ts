import { createRequire } from 'node:module';
import type { ClientLibrary } from '../driver.js';
import { loadOptional } from '../optional-package.js';

export type Library = typeof import('@valkey/valkey-glide');

const require = createRequire(import.meta.url);
const optionalPackage = { driver: 'valkey-glide', name: '@valkey/valkey-glide', version: '2.5.2' };

/** Loads the library, which users install themselves. Throws EnvironmentError if it is missing. */
export async function loadLibrary(): Promise<Library> {
  const library = await loadOptional(optionalPackage, () => import('@valkey/valkey-glide'));
  // Otherwise it prints a line for each failed command.
  library.Logger.init('off');
  return library;
}

export async function libraryVersion(): Promise<ClientLibrary> {
  await loadLibrary();
  // Its exports hide its package.json, except from its own modules.
  const fromWithin = createRequire(require.resolve('@valkey/valkey-glide'));
  const { version } = fromWithin('../package.json') as { readonly version: string };
  return { name: optionalPackage.name, version };
}
