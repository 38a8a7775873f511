import { parseFigure } from '../../../src/gate/compare/compared-figures.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { gridAxes, gridCells } from '../../../src/scenario/sweep-grid.js';
import { summarizeSweep } from '../../../src/series/sweep/summarize-sweep.js';
import { runOf } from '../../gate/compare/measured-runs.js';

/** What is known about the sweep of these tests before it begins. */
export function aboutSweep(repeat: number, scenario = 'durability') {
  return {
    ...{ id: '20260214-093012-sweep-k3v9', scenario, startedAt: '2026-02-14T09:30:12.000Z' },
    ...{ command: ['cache-bench', 'sweep', scenario], seed: 7, repeat },
    gatesOn: 'worst' as const,
  };
}

const varied = ['workload.durability=async,wait:1,wait:2', 'topology.links.betweenZones.delay=1ms,20ms'];
export const sweptAxes = gridAxes(varied, null);
export const sweptCells = gridCells(sweptAxes);

/** A record with lost writes, and an outage that may not have ended. */
function drillOf(index: number, lost: number, writeMs: number, ended: boolean, p99 = 1): RunRecord {
  const record = runOf(index, { p99 });
  const { writeSafety } = record;
  return {
    ...record,
    writeSafety: { ...writeSafety, fates: writeSafety.fates && { ...writeSafety.fates, lost } },
    verdict: lost > 0 ? 'fail' : 'pass',
    gates: [
      {
        ...{ expression: 'lost_writes == 0', observed: lost, limit: 0, unit: 'count' },
        ...{ verdict: lost > 0 ? 'fail' : 'pass', explanation: `lost_writes was ${lost}.` },
      },
    ],
    faults: [
      {
        ...{ name: 'host-loss', targets: ['n1'], injectedAtMs: 6_000, healedAtMs: 9_000, proof: null, milestones: [] },
        unavailability: { writeMs, readMs: writeMs, proberWriteMs: 2_000, proberReadMs: 2_000, ended },
        inFlight: {
          ...{ clientOperations: 3, replicationOffsets: null, unreplicatedBytes: null, discardedLinkBytes: null },
          ...{ discardedWrites: null, unsentWrites: null },
        },
      },
    ],
  };
}

/** A finished sweep of six cells with three runs each: async loses writes, and one cell never comes back. */
export function sweptRecord(scenario = 'durability', word = '') {
  const figures = ['throughput', 'response_time.p99', 'unavailability.write', 'lost_writes'].flatMap(
    (name) => parseFigure(name, []).value ?? [],
  );
  const cells = sweptCells.map((cell) => ({ ...cell, name: `${cell.name}${word}` }));
  const counted = cells.flatMap(({ name, values }, cell) =>
    [0, 1, 2].map((repetition) => ({
      variant: { name, settings: {} },
      record: drillOf(
        10 * cell + repetition,
        values[0] === 'async' && repetition < 2 ? 12 + repetition : 0,
        2_000 + 300 * cell + 40 * repetition,
        cell !== 5,
        1 + cell + 0.05 * repetition,
      ),
      recordPath: `0${cell + 1}/run-${repetition}/record.json`,
    })),
  );
  const axes = sweptAxes.map(({ name, values }) => ({ name, values: values.map((value) => value.name) }));
  return summarizeSweep({ ...aboutSweep(3, scenario), axes }, cells, figures, { counted, replaced: [] });
}
