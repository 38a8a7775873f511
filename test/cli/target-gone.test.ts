import { expect, test } from 'vitest';
import { startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { filesIn, fixture, savedRecord, warningsOf } from './drill/run.js';

const password = 'hunter2-s3cr3t';

test('a target that is gone for good is reported in plain words, and each thing once', async () => {
  await using server = await startForeignServer(password);
  const target = ['--target', `redis://:${password}@127.0.0.1:${server.port}`];
  await using program = await startProgram(['run', fixture('quiet.yaml'), ...target, '--duration', '60s']);
  await program.saw(/^ +\d+ s of .*$/m);
  process.kill(server.pid, 'SIGKILL');
  process.kill(program.pid, 'SIGINT');
  await program.end();
  const warnings = warningsOf(savedRecord(await filesIn(program.folder))).map(({ message }) => message);
  expect(warnings).toContainEqual('The data could not be read back: there is no connection to the server');
  expect(warnings).toContainEqual(expect.stringMatching(/^300 of 300 keys .*there is no connection to the server/));
  expect(warnings.join()).not.toMatch(/Stream|enableOfflineQueue/);
  expect(new Set(warnings).size).toBe(warnings.length);
});
