import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import Compare from '../../src/commands/compare.js';
import Report from '../../src/commands/report.js';
import { forkRandom } from '../../src/random/random.js';
import { reporters } from '../../src/report/registry.js';
import { runInProcess } from '../commands/run-in-process.js';
import { fixtureRecords } from '../fixtures/records/fixture-records.js';
import { mutateJson } from './mutate.js';
import { mostMs, mutationCount } from './mutation-count.js';

const formats = Object.keys(reporters);
const records = Object.values(fixtureRecords);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-bench-mutations-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it(`report ends quickly with a proper error for each of ${mutationCount} damaged records`, {
  timeout: 3_600_000,
}, async () => {
  const file = join(folder, 'record.json');
  for (let index = 0; index < mutationCount; index += 1) {
    const random = forkRandom(index, 'mutated-records');
    await writeFile(file, mutateJson(records[random.below(records.length)], random));
    const format = formats[index % formats.length] ?? '';
    await expectPlainEnd(Report, [file, '--format', format], `report of mutation ${index} as ${format}`);
  }
});

it(`compare ends quickly with a proper error for each of ${mutationCount} damaged records`, {
  timeout: 3_600_000,
}, async () => {
  const [file, base] = [join(folder, 'new.json'), join(folder, 'base.json')];
  for (let index = 0; index < mutationCount; index += 1) {
    const random = forkRandom(index, 'mutated-comparisons');
    const record = records[random.below(records.length)];
    await writeFile(base, JSON.stringify(record));
    await writeFile(file, mutateJson(record, random));
    const words = index % 2 === 0 ? [] : ['--format', 'md'];
    await expectPlainEnd(Compare, [base, file, ...words], `comparison with mutation ${index}`);
  }
});

async function expectPlainEnd(
  command: Parameters<typeof runInProcess>[0],
  argv: readonly string[],
  what: string,
): Promise<void> {
  const startMs = performance.now();
  const { exitCode, stdout, stderr } = await runInProcess(command, argv);
  expect(performance.now() - startMs, what).toBeLessThan(mostMs);
  expect([0, 2, 3, 4], `${what}: ${stderr}`).toContain(exitCode);
  expect(stderr, what).not.toMatch(/This is a bug in|\n {4}at /);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get through.
  expect(stdout + stderr, what).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
}
