import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { problemsOf } from './temporary-scenario.js';

describe("the user's own options of a client library", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-client-options-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const loadWith = async (text: string | null) => {
    const file = join(folder, 'options');
    if (text !== null) await writeFile(file, text);
    const given = { 'client-options': file, 'client-policy': 'application' };
    return loadScenario('smoke', given, { cpuCount: 2 });
  };

  it.each(['{"maxRetriesPerRequest": 0}', 'maxRetriesPerRequest: 0\n'])('come from a file like %j', async (text) => {
    const { scenario, document } = await loadWith(text);
    expect(scenario.workload.clientOptions).toEqual({ maxRetriesPerRequest: 0 });
    expect(document.workload.clientOptions).toEqual({ maxRetriesPerRequest: 0 });
  });

  it.each([
    [null, /The client options in .*options can't be read \(ENOENT\)/],
    ['{"a": [', /are neither JSON nor YAML/],
    ['- 1\n', /clientOptions: expected/],
  ])('are refused if the file is %j', async (text, message) => {
    await expect(loadWith(text)).rejects.toThrow(message);
  });

  it.each([
    ['clientPolicy: measured, clientOptions: { a: 1 }', /expected none with clientPolicy measured/],
    ['driver: wire, clientOptions: { a: 1 }', /expected none, because the driver wire takes no options/],
    [
      'clientPolicy: application, clientOptions: { host: x, redisOptions: { password: y } }',
      /expected no host, password, because the measurement sets it/,
    ],
    [
      'driver: node-redis, clientPolicy: application, clientOptions: { socket: { port: 1 } }',
      /expected no port, because the measurement sets it/,
    ],
  ])('are refused in workload: { %s }', async (workload, problem) => {
    expect((await problemsOf(`name: mine\nworkload: { ${workload} }\n`)).join('\n')).toMatch(problem);
  });
});
