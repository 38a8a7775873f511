import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChildren } from './children.js';

/** Removed when the script ends. @type {string[]} */
const folders = [];
const endingSignals = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/**
 * A new temporary folder of a script, removed when the script ends: by itself, by an error, or by a signal. A signal ends its
 * children first (`spawnChild`), because they may write into the folder.
 *
 * @param {string} prefix such as `cache-bench-reports-`
 * @returns {string} its path
 */
export function temporaryFolder(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  if (folders.length === 0) removeAtTheEnd();
  folders.push(folder);
  return folder;
}

function removeAtTheEnd() {
  process.on('exit', () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  for (const [signal, exitCode] of Object.entries(endingSignals))
    process.once(signal, () => endChildren().finally(() => process.exit(exitCode)));
}
