import { createRequire } from 'node:module';
import type { ClientLibrary } from '../driver.js';
import { loadOptional } from '../optional-package.js';

export type Library = typeof import('@redis/client');

const require = createRequire(import.meta.url);
const optionalPackage = { driver: 'node-redis', name: '@redis/client', version: '6.3.1' };

/** Loads the library, which users install themselves. Throws EnvironmentError if it is missing. */
export function loadLibrary(): Promise<Library> {
  return loadOptional(optionalPackage, () => import('@redis/client'));
}

export async function libraryVersion(): Promise<ClientLibrary> {
  await loadLibrary();
  const { version } = require('@redis/client/package.json') as { readonly version: string };
  return { name: optionalPackage.name, version };
}
