import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/model/run-record.js';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const short = ['--duration', '500ms', '--json'];

async function record(...flags: readonly string[]): Promise<RunRecord> {
  const { stdout, stderr, exitCode } = await run(['run', quiet, ...flags]);
  expect(exitCode, stderr).toBe(0);
  return validRecord(stdout);
}

describe('run', () => {
  test('--out and --report choose where the record lies and what lies beside it', async () => {
    const { files, exitCode } = await run([
      'run',
      quiet,
      '--duration',
      '500ms',
      '--out',
      'deep/er',
      '--report',
      'md,html,terminal,csv,junit,json',
    ]);
    const { run: told } = savedRecord(files);
    const names = [...files.keys()].map((path) => path.replace(`deep/er/${told.id}/`, '')).sort();
    expect(names).toHaveLength(6);
    expect(names).toEqual(expect.arrayContaining(['record.json', 'report.html', 'report.md']));
    expect([...files.values()].every((text) => text.length > 0)).toBe(true);
    expect(exitCode).toBe(0);
  });

  test('--quiet says nothing on stderr', async () => {
    const { stderr, stdout, exitCode } = await run(['run', quiet, '--duration', '500ms', '--quiet']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^PASS /m);
    expect(exitCode).toBe(0);
  });

  test('--seed draws the same operations again', async () => {
    const [first, second] = [await record('--seed', '7', ...short), await record('--seed', '7', ...short)];
    const planned = ({ run: { seed }, scenario, totals: { latency, operations } }: RunRecord) => ({
      seed,
      scenario,
      operations: operations.planned,
      byKind: Object.entries(latency).map(([kind, { response }]) => [kind, response?.count]),
    });
    expect(planned(first)).toEqual(planned(second));
    expect(first.run.seed).toBe(7);
  });

  test('-n issues exactly that many operations', async () => {
    const { totals } = await record('-n', '1000', '--rate', '5000', '-t', '2', '--duration', '30s', '--json');
    expect(totals.operations.planned).toBe(1000);
  });

  test('--rate max is closed loop: there is no response time', async () => {
    const { totals } = await record('--rate', 'max', ...short);
    expect(totals.latency.all?.response).toBeNull();
    expect(totals.latency.all?.service?.count).toBe(totals.operations.sent);
    expect(totals.operations.dropped).toBe(0);
  });

  test('--durability wait:1 is what an acknowledgement then means', async () => {
    const { writeSafety } = await record('--durability', 'wait:1', ...short);
    expect(writeSafety).toMatchObject({ durability: 'wait:1', verdict: 'safe' });
    expect(writeSafety.writes.acknowledged).toBeGreaterThan(0);
  });

  test('--set workload.audit=final audits at the end', async () => {
    const { writeSafety } = await record('--set', 'workload.audit=final', ...short);
    expect(writeSafety.audit).toBe('final');
    expect(writeSafety.fates?.survived).toBe(writeSafety.writes.acknowledged);
  });

  test('--set workload.audit=off audits nothing, and is no proof of safety', async () => {
    const audit = ['--set', 'workload.audit=off', '--set', 'gates=["error_rate <= 100%"]', '-d', '24'];
    const { writeSafety } = await record(...audit, ...short);
    expect(writeSafety).toMatchObject({ audit: 'off', verdict: 'unknown', fates: null });
  });

  test('-d, --replicas and --zones shape values and cluster', async () => {
    const { scenario, topology } = await record('-d', '24', '--replicas', '2', '--zones', '1', ...short);
    expect(scenario).toMatchObject({ workload: { valueSize: 24 }, topology: { replicas: 2, zones: 1 } });
    expect(topology.nodes.filter(({ role }) => role === 'replica')).toHaveLength(2);
    expect(new Set(topology.nodes.map(({ zone }) => zone))).toEqual(new Set(['az-1']));
  });

  test('--no-faults leaves out the faults and the gates that only they can answer, and says so', async () => {
    const gate = ['--gate', 'unexpected_writes == 0'];
    const { stdout, exitCode } = await run(['run', 'smoke', '--no-faults', ...gate, ...short]);
    const { faults, gates, warnings } = validRecord(stdout);
    expect(faults).toEqual([]);
    const asked = gates.map(({ expression }) => expression);
    expect(asked).toContain('unexpected_writes == 0');
    expect(asked.filter((expression) => /promotion_time|unavailability/.test(expression))).toEqual([]);
    expect(warnings.map(({ code }) => code)).toContain('gates-left-out');
    expect(exitCode).toBe(0);
  });

  test('NO_COLOR and a pipe keep colour out', async () => {
    const { stdout, stderr } = await run(['run', quiet, '--duration', '300ms'], {
      environment: { NO_COLOR: '1', FORCE_COLOR: '1' },
    });
    expect(stdout + stderr).not.toContain('\u001b');
  });
});
