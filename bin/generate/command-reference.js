import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../setup/temporary-folder.js';
import { printedBy } from './project.js';

/**
 * A document with every command, between oclif's two markers. oclif rewrites a file in place, so it gets a copy.
 *
 * @param {string} text
 */
export function commandReference(text) {
  const folder = temporaryFolder('cache-bench-commands-');
  try {
    const copy = join(folder, 'commands.md');
    writeFileSync(copy, text);
    printedBy(['node_modules/oclif/bin/run.js', 'readme', '--no-source-links', '--readme-path', copy]);
    return readFileSync(copy, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
