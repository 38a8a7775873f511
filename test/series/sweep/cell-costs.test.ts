import { describe, expect, it } from 'vitest';
import { asMeasured, priceTraffic } from '../../../src/cost/price-load.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { sweepSchema } from '../../../src/record/series/sweep-record.js';
import { sweepSeries } from '../../../src/report/series/sweep-series.js';
import { renderSweep } from '../../../src/report/sweep/sweep-report.js';
import { gridAxes, gridCells } from '../../../src/scenario/sweep-grid.js';
import { summarizeSweep } from '../../../src/series/sweep/summarize-sweep.js';
import { examplePrices, exampleTraffic } from '../../cost/example-prices.js';
import { runOf } from '../../gate/compare/measured-runs.js';
import { aboutSweep } from './sweep-fixture.js';

const models = ['nodes-valkey', 'serverless-valkey'] as const;
const axes = gridAxes(['topology.replicas=1,2', 'workload.durability=async,wait:1'], null);
const cells = gridCells(axes);

/** A run with this many replicas, priced for the published example: 1 GB, 1,000 operations of 100 B per second. */
function pricedRun(replicas: number, cost: object | undefined, connections = 50): RunRecord {
  const record = runOf(1, { p99: 1 });
  const traffic = exampleTraffic({ replicas, connections });
  return {
    ...record,
    scenario: { ...record.scenario, ...(cost && { cost }) },
    cost: priceTraffic(traffic, examplePrices(), { ...asMeasured, models: cost && 'model' in cost ? models : null }),
  };
}

function swept(cost: object | undefined, connections?: number) {
  const counted = cells.map(({ name, values: [replicas] }) => ({
    variant: { name, settings: {} },
    record: pricedRun(Number(replicas), cost, connections),
    recordPath: 'record.json',
  }));
  const named = axes.map(({ name, values }) => ({ name, values: values.map((value) => value.name) }));
  return summarizeSweep({ ...aboutSweep(1), axes: named }, cells, [], { counted, replaced: [] });
}

const about = { id: 'sweep', startedAt: '2026-02-14T09:30:12.000Z', wallMs: 1_000 };

describe('a sweep whose scenario has a cost section', () => {
  it('prices every cell on every product, relative to the first product in the first cell', () => {
    const sweep = swept({ model: [...models] });
    expect(sweepSchema.parse(sweep)).toEqual(sweep);
    // Two cache.r7g.large for Valkey cost 255.79 a month, and each replica half of that. 1 GB and a unit per operation: 61.32 + 6.04.
    const shown = sweep.variants.map(({ costs = [] }) =>
      costs.map(({ dollarsPerMonth, relative }) => [dollarsPerMonth?.likely.toFixed(2), relative?.toFixed(2)]),
    );
    const [two, three, serverless] = [
      ['255.79', '1.00'],
      ['383.69', '1.50'],
      ['67.36', '0.26'],
    ];
    expect(shown).toEqual([
      [two, serverless],
      [two, serverless],
      [three, serverless],
      [three, serverless],
    ]);
  });

  it('has a column per product in every report', () => {
    const sweep = swept({ model: [...models] });
    const { markdown, csv, page } = sweepSeries(sweep, about);
    const terminal = renderSweep(sweep, { columns: 120, colour: false, path: null });
    for (const text of [terminal, markdown, page()]) {
      expect(text).toContain('nodes-valkey a month');
      expect(text).toContain('$383.69 (1.50×)');
      expect(text).toContain('relative to nodes-valkey with topology.replicas 1');
    }
    const [head = '', , , third = ''] = csv.split('\n').map((line) => line.split(','));
    const at = head.indexOf('nodes-valkey:dollarsPerMonth');
    expect(Number(third[at]).toFixed(2)).toBe('383.69');
    expect(Number(third[head.indexOf('nodes-valkey:relative')]).toFixed(2)).toBe('1.50');
  });

  it('has the product of the gates if it names none', () => {
    expect(swept({ rate: 1000 }).variants[0]?.costs?.map(({ model }) => model)).toEqual(['serverless-valkey']);
  });

  it('says why a product has no price', () => {
    const sweep = swept({ model: [...models] }, 100_000);
    expect(sweep.variants[0]?.costs?.[1]).toMatchObject({ dollarsPerMonth: null, relative: null });
    expect(sweepSeries(sweep, about).markdown).toContain('100,000 connections, at most 65,000');
  });
});

it('a sweep without a cost section has no prices', () => {
  expect(swept(undefined).variants.every(({ costs }) => costs === undefined)).toBe(true);
});
