import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import ScenarioValidate from '../../src/commands/scenario/validate.js';
import { forkRandom } from '../../src/random/random.js';
import { shippedFolder, shippedScenarios } from '../../src/scenario/shipped-scenarios.js';
import { runInProcess } from '../commands/run-in-process.js';
import { mutateText } from './mutate.js';
import { mostMs, mutationCount } from './mutation-count.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-mutations-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it(`scenario validate ends quickly with a proper error for each of ${mutationCount} damaged scenarios`, {
  timeout: 3_600_000,
}, async () => {
  const names = await shippedScenarios();
  const texts = await Promise.all(names.map((name) => readFile(join(shippedFolder, `${name}.yaml`), 'utf8')));
  const file = join(folder, 'scenario.yaml');
  for (let index = 0; index < mutationCount; index += 1) {
    const random = forkRandom(index, 'mutated-scenarios');
    await writeFile(file, mutateText(texts[random.below(texts.length)] ?? '', random));
    const startMs = performance.now();
    const { exitCode, stdout, stderr } = await runInProcess(ScenarioValidate, [file]);
    const what = `mutation ${index}`;
    expect([0, 2], `${what}: ${stderr}`).toContain(exitCode);
    expect(stderr, what).toBe('');
    expect(performance.now() - startMs, what).toBeLessThan(mostMs);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
    expect(stdout, what).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^\s*::[a-z]/m);
  }
});
