import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../../errors/errors.js';
import { findProgram } from '../find-program.js';
import { engines } from '../registry.js';
import { runTool } from '../run-tool.js';
import type { Installer } from './installer.js';

const installTimeoutMs = 600_000;
const prefixTimeoutMs = 30_000;

/** macOS: Homebrew, which needs no root and stays in its own prefix. Our engine folder only points to its binary. */
export const homebrewInstaller: Installer = {
  tool: 'brew',
  available: async (environment) => (await findProgram('brew', environment)) !== undefined,
  manualCommand: (engine) => `brew install ${engines[engine].homebrewFormula}`,
  async fetch({ engine }, { stagingFolder, onProgress, signal }) {
    const { homebrewFormula, binaryName } = engines[engine];
    onProgress(`brew install ${homebrewFormula}`);
    const install = await runTool('brew', ['install', '--quiet', homebrewFormula], {
      timeoutMs: installTimeoutMs,
      environment: { HOMEBREW_NO_AUTO_UPDATE: '1', HOMEBREW_NO_ENV_HINTS: '1' },
      signal,
    });
    if (install.failure !== undefined) throw brewFailed(install.failure, install.stderr);

    const prefix = await runTool('brew', ['--prefix', homebrewFormula], { timeoutMs: prefixTimeoutMs, signal });
    if (prefix.failure !== undefined) throw brewFailed(prefix.failure, prefix.stderr);
    await mkdir(join(stagingFolder, 'tree'), { mode: 0o755 });
    return { binary: join(prefix.stdout.trim(), 'bin', binaryName), libraryFolders: [] };
  },
};

function brewFailed(failure: string, stderr: string): EnvironmentError {
  const complaint = stderr.trim().split('\n').slice(-2).join(' ').slice(0, 300);
  return new EnvironmentError(complaint === '' ? failure : `${failure} (${complaint})`);
}
