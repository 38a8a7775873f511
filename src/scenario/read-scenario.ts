import { open } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { InvalidScenarioError } from './problem.js';
import { shippedFolder, shippedScenarios } from './shipped-scenarios.js';
import { parseYaml, type YamlSource } from './yaml-source.js';

const maxFileBytes = 1024 * 1024;

/**
 * Reads a scenario by the name of a shipped one or the path of a YAML file of at most 1 MB, without validating its content.
 * Throws UsageError if there is none, and InvalidScenarioError if it is not a YAML document.
 */
export async function readScenario(reference: string): Promise<YamlSource> {
  const shipped = await shippedScenarios();
  const file = shipped.includes(reference) ? path.join(shippedFolder, `${reference}.yaml`) : reference;
  const bytes = await readBounded(file).catch((error: unknown) => {
    throw new UsageError(unreadable(reference, error, shipped), { cause: error });
  });
  if (bytes.length > maxFileBytes) {
    throw new UsageError(`Scenario ${file} is larger than 1 MB. Try: cache-bench scenario list`);
  }
  const source = parseYaml(file, decode(file, bytes));
  if ('problems' in source) throw new InvalidScenarioError(reference, source.problems);
  if (source.value === null) {
    const place = source.locate({ path: [] });
    throw new InvalidScenarioError(reference, [
      { place, path: '', message: 'expected a scenario, found an empty file', suggestion: null },
    ]);
  }
  return source;
}

/** The text of a file of at most 1 MB. Throws the error that prevents reading it. */
export async function readText(file: string): Promise<string> {
  const bytes = await readBounded(file);
  if (bytes.length > maxFileBytes) throw new Error('larger than 1 MB');
  return bytes.toString('utf8');
}

/** The bytes of a file, or one more than allowed: devices and pipes have no size to check in advance. */
async function readBounded(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const chunks: Buffer[] = [];
  let total = 0;
  while (total <= maxFileBytes) {
    const chunk = Buffer.alloc(64 * 1024);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
}

function decode(file: string, bytes: Buffer): string {
  const binary = () =>
    new UsageError(
      `Scenario ${file} is a binary file: expected YAML, as UTF-8 text. Try: cache-bench scenario show smoke`,
    );
  if (bytes.includes(0)) throw binary();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw binary();
  }
}

function unreadable(reference: string, error: unknown, shipped: readonly string[]): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EISDIR')
    return `Scenario ${reference} is a folder: expected a YAML file. Try: ${path.join(reference, 'my-scenario.yaml')}`;
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return `Scenario ${reference} can't be read (${code}). Check the file's permissions, or try: cache-bench scenario list`;
  const meant = nearestWord(path.basename(reference).replace(/\.ya?ml$/, ''), shipped);
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `There is no shipped scenario ${JSON.stringify(reference)}, and no such file.${question} Shipped scenarios: ${shipped.join(', ')}`;
}
