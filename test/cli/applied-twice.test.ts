import { expect, it } from 'vitest';
import { fixture, run, validRecord } from './drill/run.js';

it('the number of duplicated counts is the number that the server executed beyond those acknowledged, and fails a run without gates', async () => {
  const { stdout, exitCode } = await run(['run', fixture('applied-twice.yaml'), '--json', '--quiet']);
  const { writeSafety, saturation, gates, verdict } = validRecord(stdout);
  const { acknowledged, indeterminate } = writeSafety.writes;
  // INFO commandstats.
  const executed = saturation.servers[0]?.executedCommands ?? 0;
  expect(indeterminate).toBe(0);
  expect(executed).toBeGreaterThan(acknowledged);
  expect(writeSafety.fates).toMatchObject({ lost: 0, duplicated: executed - acknowledged, unexpected: 0 });
  expect(writeSafety).toMatchObject({ verdict: 'unsafe', unwritten: { values: 0, reads: 0 } });
  expect(writeSafety.reexecuted).toBe(executed - acknowledged);
  expect(gates).toMatchObject([
    { expression: 'duplicated_writes == 0', observed: executed - acknowledged, verdict: 'fail', implied: true },
  ]);
  expect([verdict, exitCode]).toEqual(['fail', 3]);
});
