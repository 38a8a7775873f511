import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LoadedScenario, loadScenario } from '../../src/scenario/load-scenario.js';
import type { ScenarioOverrides } from '../../src/scenario/overrides.js';
import { InvalidScenarioError } from '../../src/scenario/problem.js';

/** Writes a scenario file, passes its path to `use`, and removes it afterwards. */
export async function withScenario<T>(content: string | Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cache-bench-scenario-'));
  try {
    const file = path.join(folder, 'given.yaml');
    await writeFile(file, content);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function load(
  content: string | Uint8Array,
  overrides: ScenarioOverrides = {},
  cpuCount = 2,
): Promise<LoadedScenario> {
  return withScenario(content, (file) => loadScenario(file, overrides, { cpuCount }));
}

/** The problems of a scenario, each as `place path: message; did you mean "..."?` without the file's folder. */
export async function problemsOf(
  content: string | Uint8Array,
  overrides: ScenarioOverrides = {},
): Promise<readonly string[]> {
  const error = await load(content, overrides).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return [];
  if (!(error instanceof InvalidScenarioError)) throw error;
  const [, ...lines] = error.message.split('\n');
  return lines.map((line) => line.trim().replace(/^\S*given\.yaml/, 'given.yaml'));
}
