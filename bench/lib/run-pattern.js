import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { spawnChild } from '../../bin/setup/children.js';
import { temporaryFolder } from '../../bin/setup/temporary-folder.js';
import { collectOutput } from './collect-output.js';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const scenario = fileURLToPath(new URL('../patterns.yaml', import.meta.url));

/**
 * Runs bench/patterns.yaml with settings, and returns its record. Gates and warnings do not matter.
 *
 * @param {Readonly<Record<string, string>>} settings by path
 * @returns {Promise<any>}
 */
export async function runPattern(settings) {
  const out = temporaryFolder('cache-bench-patterns-');
  try {
    const set = Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    const record = JSON.parse(await outputOf(['run', scenario, '--json', '--quiet', '--out', out, ...set]));
    if (!record.origin) throw new Error(`The run failed: ${JSON.stringify(record)}`);
    return record;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} words @returns {Promise<string>} */
async function outputOf(words) {
  const { stdout, stderr } = await collectOutput(spawnChild(process.execPath, [program, ...words]));
  if (!stdout.startsWith('{')) throw new Error(`${words.join(' ')} has no record:\n${stderr}`);
  return stdout;
}
