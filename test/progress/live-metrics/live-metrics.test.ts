import { describe, expect, it } from 'vitest';
import { createLiveMetrics } from '../../../src/progress/live-metrics/live-metrics.js';
import type { ProgressDisplay } from '../../../src/progress/progress-display.js';
import { parseOpenMetrics } from '../../report/openmetrics/parse-openmetrics.js';
import { exampleTick } from '../example-tick.js';

describe('the metrics of a run in progress', () => {
  it('do not exist before and after a run', () => {
    const { metrics, display } = followed();
    expect(metrics.text()).toBe('# EOF\n');
    display.phase('preload');
    expect(valuesOf(metrics.text()).get('cache_bench_phase{phase=preload}')).toBe(1);
    display.end();
    expect(metrics.text()).toBe('# EOF\n');
  });

  it('have the labels of the run on every sample', () => {
    const { metrics, display } = followed({ branch: 'main', 'git.sha': 'a"b' });
    display.tick(exampleTick);
    const families = parseOpenMetrics(metrics.text());
    for (const { labels } of families.flatMap(({ samples }) => samples)) {
      expect(labels.get('scenario')).toBe('smoke');
      expect(labels.get('branch')).toBe('main');
      expect(labels.get('git_sha')).toBe('a"b');
    }
  });

  it('have the same names as in the report', () => {
    const { metrics, display } = followed();
    display.phase('steady');
    display.tick({ ...exampleTick, atMs: 3_400 });
    const values = valuesOf(metrics.text());
    expect(values.get('cache_bench_run_time_seconds')).toBe(3.4);
    expect(values.get('cache_bench_run_duration_seconds')).toBe(20);
    expect(values.get('cache_bench_throughput_per_second')).toBe(10_000);
    expect(values.get('cache_bench_operations_total{outcome=indeterminate}')).toBe(10);
    expect(values.get('cache_bench_errors_total{error=READONLY}')).toBe(30);
    expect(values.get('cache_bench_response_time_seconds{operation=all,quantile=0.99}')).toBe(0.00234);
    expect(values.get('cache_bench_node_up{node=n1,role=primary,zone=az-1}')).toBe(1);
    expect(values.get('cache_bench_node_up{node=n3,role=replica,zone=az-3}')).toBe(0);
  });

  it('report for each fault whether it is active, and the failover progress', () => {
    const { metrics, display } = followed();
    display.phase('failover');
    display.show({ type: 'strike', fault: 'host-loss', targets: ['n1', 'n2'], atMs: 6_000, ...steps });
    display.show({ type: 'strike', fault: 'host-loss', targets: ['n3'], atMs: 7_000, ...steps });
    display.show({ type: 'milestone', name: 'promoted', atMs: 7_500, strikeAtMs: 6_000 });
    display.show({ type: 'milestone', name: 'joined', atMs: 9_000, strikeAtMs: null });
    display.show({ type: 'milestone', name: 'joined', atMs: 9_500, strikeAtMs: null });
    display.show({ type: 'milestone', name: 'healed', atMs: 8_000, strikeAtMs: 6_000 });
    const values = valuesOf(metrics.text());
    expect(values.get('cache_bench_fault_in_force{fault=host-loss,number=1,targets=n1 n2}')).toBe(0);
    expect(values.get('cache_bench_fault_in_force{fault=host-loss,number=2,targets=n3}')).toBe(1);
    expect(values.get('cache_bench_milestone_seconds{fault=host-loss,milestone=promoted,number=1}')).toBe(1.5);
    expect(values.get('cache_bench_milestone_seconds{fault=host-loss,milestone=replacementJoined,number=2}')).toBe(2);
    display.show({ type: 'outage', atMs: 9_000, open: [{ shard: 2, sort: 'write', lengthMs: 1_400 }] });
    expect(valuesOf(metrics.text()).get('cache_bench_open_outage_seconds{operation=write,shard=2}')).toBe(1.4);
    display.phase('audit');
    expect(metrics.text()).not.toMatch(/fault_in_force.* 1$/m);
  });

  it('keep the totals and omit the last second after the load', () => {
    const { metrics, display } = followed();
    display.phase('steady');
    display.tick({ ...exampleTick, latencySort: 'service', quantilesUs: [] });
    expect(metrics.text()).toContain('cache_bench_throughput_per_second');
    expect(() => parseOpenMetrics(metrics.text())).not.toThrow();
    const work = { label: 'healing faults', elapsedMs: 1, done: 0, total: null, unit: null };
    display.show({ type: 'work', work });
    const values = valuesOf(metrics.text());
    expect(values.get('cache_bench_operations_total{outcome=ok}')).toBe(10_000);
    expect([...values.keys()].join(' ')).not.toMatch(/throughput|node_up|service_time/);
  });

  it('restart with the next run', () => {
    const metrics = createLiveMetrics();
    const [first, second] = ['1', '2'].map((run) => metrics.follow(silent, { ...identity, labels: { run } }));
    first?.tick(exampleTick);
    first?.end();
    second?.phase('preload');
    first?.end();
    const values = valuesOf(metrics.text());
    expect(values.get('cache_bench_phase{phase=preload,run=2}')).toBe(1);
    expect(metrics.text()).not.toContain('operations_total');
  });

  it('pass all events on', () => {
    const calls: string[] = [];
    const names = ['step', 'phase', 'tick', 'event', 'warn', 'show', 'end'] as const;
    const note = Object.fromEntries(names.map((name) => [name, () => void calls.push(name)]));
    const display = createLiveMetrics().follow({ ...silent, ...note }, identity);
    display.step('a');
    display.phase('steady');
    display.tick(exampleTick);
    display.event('b', 1);
    display.warn('c');
    display.show({ type: 'work', work: undefined });
    display.end();
    expect(calls).toEqual(names);
  });
});

const identity = { scenario: 'smoke', version: '1.0.0', topology: 'sentinel', seed: '7', labels: {} };
const steps = { failoverSteps: [], repairSteps: [] };
const nothing = () => {};
const silent: ProgressDisplay = {
  step: nothing,
  phase: nothing,
  tick: nothing,
  event: nothing,
  warn: nothing,
  show: nothing,
  end: nothing,
};

function followed(labels: Readonly<Record<string, string>> = {}) {
  const metrics = createLiveMetrics();
  return { metrics, display: metrics.follow(silent, { ...identity, labels }) };
}

/** By name and labels, without those of the scenario. */
function valuesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    parseOpenMetrics(text)
      .flatMap(({ samples }) => samples)
      .map(({ name, labels, value }) => {
        const own = [...labels].filter(([label]) => label !== 'scenario').sort();
        const pairs = own.map(([label, text]) => `${label}=${text}`).join(',');
        return [pairs === '' ? name : `${name}{${pairs}}`, value];
      }),
  );
}
