import { describe, expect, test } from 'vitest';
import { scenarioFlags } from '../../src/cli/run-flags.js';
import { drivers } from '../../src/load/driver/registry.js';
import { pacers } from '../../src/load/pacer/registry.js';
import { distributions } from '../../src/load/workload/distribution/registry.js';
import { clientPolicies } from '../../src/model/client-policy.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { topologies } from '../../src/topology/registry.js';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const short = ['--duration', '500ms', '--json'];

async function record(...flags: readonly string[]): Promise<RunRecord> {
  const { stdout, stderr, exitCode } = await run(['run', quiet, ...flags]);
  expect(exitCode, stderr).toBe(0);
  return validRecord(stdout);
}

// Written out, because the registries take long to load.
test.each([
  ['driver', Object.keys(drivers).filter((name) => name !== 'http')],
  ['topology', Object.keys(topologies).filter((name) => name !== 'external')],
  ['pacer', Object.keys(pacers).filter((name) => name !== 'closed')],
  ['distribution', Object.keys(distributions)],
  ['client-policy', Object.keys(clientPolicies)],
] as const)('the help of --%s names all of them', (flag, names) => {
  expect(scenarioFlags[flag].description?.match(/[a-z]+(-[a-z]+)*/g)).toEqual(expect.arrayContaining(names));
});

// Each run tries several flags that have nothing to do with each other.
describe('run', () => {
  test('--out and --report choose where the record is and what is beside it; NO_COLOR and a pipe suppress colour', async () => {
    const formats = 'md,html,terminal,csv,junit,json';
    const { files, stdout, stderr, exitCode } = await run(
      ['run', quiet, '--duration', '500ms', '--out', 'deep/er', '--report', formats],
      { environment: { NO_COLOR: '1', FORCE_COLOR: '1' } },
    );
    const { run: info } = savedRecord(files);
    const names = [...files.keys()].map((path) => path.replace(`deep/er/${info.id}/`, '')).sort();
    expect(names).toHaveLength(6);
    expect(names).toEqual(expect.arrayContaining(['record.json', 'report.html', 'report.md']));
    expect([...files.values()].every((text) => text.length > 0)).toBe(true);
    expect(stdout + stderr).not.toContain('\u001b');
    expect(exitCode).toBe(0);
  });

  test('-d, --replicas and --zones shape values and cluster; --quiet prints nothing on stderr', async () => {
    const shape = ['-d', '24', '--replicas', '2', '--zones', '1'];
    const { stderr, stdout, exitCode, files } = await run(['run', quiet, '--duration', '500ms', ...shape, '--quiet']);
    const { scenario, topology } = savedRecord(files);
    expect(scenario).toMatchObject({ workload: { valueSize: 24 }, topology: { replicas: 2, zones: 1 } });
    expect(topology.nodes.filter(({ role }) => role === 'replica')).toHaveLength(2);
    expect(new Set(topology.nodes.map(({ zone }) => zone))).toEqual(new Set(['az-1']));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^PASS /m);
    expect(exitCode).toBe(0);
  });

  test('--seed draws the same operations again; --set workload.audit=final audits at the end', async () => {
    const given = ['--seed', '7', '--set', 'workload.audit=final', ...short];
    const [first, second] = await Promise.all([record(...given), record(...given)]);
    const planned = ({ run: { seed }, scenario, totals: { latency, operations } }: RunRecord) => ({
      seed,
      scenario,
      operations: operations.planned,
      byKind: Object.entries(latency).map(([kind, { response }]) => [kind, response?.count]),
    });
    expect(planned(first)).toEqual(planned(second));
    expect(first.run.seed).toBe(7);
    const { writeSafety } = first;
    expect(writeSafety.audit).toBe('final');
    expect(writeSafety.fates?.survived).toBe(writeSafety.writes.acknowledged);
  });

  test('-n issues exactly that many operations, all of them in a history; --durability wait:1 defines what an acknowledgement means', async () => {
    const given = ['-n', '100', '--rate', '100', '-t', '2', '--duration', '30s', '--durability', 'wait:1', '--json'];
    const recorded = ['--warmup', '0s', '--keys', '100', '--set', 'workload.history.keys=100'];
    const { totals, writeSafety, history } = await record(...given, ...recorded);
    expect(totals.operations.planned).toBe(100);
    expect(writeSafety).toMatchObject({ durability: 'wait:1', verdict: 'safe' });
    expect(writeSafety.writes.acknowledged).toBeGreaterThan(0);
    // Besides its operations, each key has its preload and its read-back.
    const keys = history?.keys ?? 0;
    expect(history).toMatchObject({ operations: 100 + 2 * keys, linearizableKeys: keys, illegalKeys: 0 });
  });

  test('--rate max is closed loop: there is no response time; workload.audit=off is no proof of safety', async () => {
    const audit = ['--set', 'workload.audit=off', '--set', 'gates=["error_rate <= 100%"]', '-d', '24'];
    const { totals, writeSafety } = await record('--rate', 'max', ...audit, ...short);
    expect(totals.latency.all?.response).toBeNull();
    expect(totals.latency.all?.service?.count).toBe(totals.operations.sent);
    expect(totals.operations.dropped).toBe(0);
    expect(writeSafety).toMatchObject({ audit: 'off', verdict: 'unknown', fates: null });
  });

  test('--no-faults skips the faults and the gates that need them, and reports that', async () => {
    const gate = ['--gate', 'unexpected_writes == 0'];
    const { stdout, exitCode } = await run(['run', 'smoke', '--no-faults', '--rate', '100', ...gate, ...short]);
    const { faults, gates, warnings } = validRecord(stdout);
    expect(faults).toEqual([]);
    const asked = gates.map(({ expression }) => expression);
    expect(asked).toContain('unexpected_writes == 0');
    expect(asked.filter((expression) => /promotion_time|unavailability/.test(expression))).toEqual([]);
    expect(warnings.map(({ code }) => code)).toContain('gates-left-out');
    expect(exitCode).toBe(0);
  });
});
