import { expect, it } from 'vitest';
import { fixture, run, savedRecord } from './drill/run.js';

const quiet = ['run', fixture('quiet.yaml'), '--duration', '500ms', '--quiet'];

it('a run whose commands are all refused has no verdict, and quotes the server', async () => {
  const refused = ['--command', 'HSTE __key__ f', '--set', 'gates=[]'];
  const { stdout, files, exitCode } = await run([...quiet, ...refused, '--report', 'terminal,md,html']);
  const record = savedRecord(files);
  expect([record.verdict, exitCode]).toEqual(['unknown', 4]);
  expect(record.errorTexts?.ERR).toMatch(/^ERR unknown command 'HSTE'/);
  const shown = stdout.replaceAll(/\s+/g, ' ');
  expect(shown).toContain('UNKNOWN');
  expect(shown).toContain("the server's message: ERR unknown command 'HSTE'");
  for (const [path, text] of files)
    if (!path.endsWith('record.json')) expect(text, path).toMatch(/unknown command .{1,6}HSTE/);
});

it('a run that drops nearly everything has no verdict, although its gate holds', async () => {
  const { stdout, exitCode } = await run([...quiet, '--rate', '2m', '--set', 'workload.deadline=100ms']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/of the load was carried although there was no fault/);
  expect(exitCode).toBe(4);
});
