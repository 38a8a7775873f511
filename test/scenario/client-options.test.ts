import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { problemsOf } from './temporary-scenario.js';

describe("the user's own options of a client library", () => {
  let folder: string;
  let modules = 0;
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

  const loadModule = async (text: string | null) => {
    modules += 1;
    const file = join(folder, `options-${modules}.mjs`);
    if (text !== null) await writeFile(file, text);
    const given = { 'client-options': file, 'client-policy': 'application' };
    return { ...(await loadScenario('smoke', given, { cpuCount: 2 })), file };
  };

  it.each(['{"maxRetriesPerRequest": 0}', 'maxRetriesPerRequest: 0\n'])('come from a file like %j', async (text) => {
    const { scenario, document } = await loadWith(text);
    expect(scenario.workload.clientOptions).toEqual({ maxRetriesPerRequest: 0 });
    expect(document.workload.clientOptions).toEqual({ maxRetriesPerRequest: 0 });
  });

  it.each([
    ['an object', 'export default { maxRetriesPerRequest: 0, retryStrategy: () => 7 };'],
    ['a function', 'export default async () => ({ maxRetriesPerRequest: 0, retryStrategy: () => 7 });'],
  ])('come from a module that exports %s, with their functions', async (_, text) => {
    const { scenario, document, file } = await loadModule(text);
    const { retryStrategy, ...plain } = scenario.workload.clientOptions ?? {};
    expect(plain).toEqual({ maxRetriesPerRequest: 0 });
    expect((retryStrategy as () => number)()).toBe(7);
    // Threads and further runs load it again.
    expect([scenario.workload.clientModule, document.workload.clientOptions]).toEqual([file, file]);
  });

  it.each([
    ['export default [];', /must be its default export: an object, or a function that returns one\. Found a list\./],
    ['export const options = {};', /Found no default export/],
    ['export default () => 5;', /Found number/],
    ['this is no module', /can't be loaded \(/],
    ['throw new Error("mine")', /can't be loaded \(mine\)/],
    ['import "./nowhere.mjs"', /can't be loaded \(Cannot find module .*nowhere\.mjs/],
    [null, /options-\d+\.mjs can't be read \(ENOENT\)/],
    ['export default { host: "x" };', /expected no host, because the measurement sets it/],
  ])('are refused if the module is %j', async (text, message) => {
    await expect(loadModule(text)).rejects.toThrow(message);
  });

  it('do not show secrets where runs are saved', async () => {
    const { document } = await loadWith('{"tokenOfMine": "s3cr3t", "proxy": "http://me:s3cr3t@host/"}');
    expect(JSON.stringify(document.workload.clientOptions)).not.toContain('s3cr3t');
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
