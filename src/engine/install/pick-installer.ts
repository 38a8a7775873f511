import { debianInstaller } from './debian.js';
import { homebrewInstaller } from './homebrew.js';
import type { Installer } from './installer.js';

/** How this machine can get engines without root; undefined if it can't. */
export async function pickInstaller(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<Installer | undefined> {
  const installer = platform === 'linux' ? debianInstaller : platform === 'darwin' ? homebrewInstaller : undefined;
  return installer && (await installer.available(environment)) ? installer : undefined;
}
