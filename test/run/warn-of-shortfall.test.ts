import { expect, it } from 'vitest';
import { RunLog } from '../../src/progress/run-log.js';
import type { Breakdown } from '../../src/run/breakdown.js';
import { warnOfShortfall } from '../../src/run/warn-of-shortfall.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { stats } from '../fixtures/records/build-record.js';

/** The warning of a run of ten seconds at 1,000/s, with these outcomes. */
async function warning(
  operations: Parameters<typeof stats>[0],
  errors: Readonly<Record<string, number>>,
  errorTexts: Readonly<Record<string, string>> = {},
  breakdown?: Breakdown,
): Promise<string | undefined> {
  const overrides = { rate: '1000', duration: '10s', noFaults: true };
  const { scenario } = await loadScenario('steady-state', overrides, { cpuCount: 2 });
  const log = new RunLog(() => {});
  const steady = { ...stats(operations, 10_000, {}, errors), name: 'steady', startMs: 0, endMs: 10_000 } as const;
  warnOfShortfall([steady], { scenario, issueEndMs: 10_000, errorTexts, breakdown }, log);
  return log.warnings[0]?.message;
}

it('names what prevented most operations from succeeding, with its share', async () => {
  const refused = { planned: 10_000, ok: 2_000, fail: 7_500, dropped: 500 };
  expect(await warning(refused, { timeout: 500, OOM: 7_000 }, { OOM: 'OOM no memory' })).toMatch(
    /2,000 of 10,000 operations .* Of the others, 88 % \(7,000\) were refused with OOM; the server.s message: OOM no memory$/,
  );
  expect(await warning(refused, { timeout: 7_500 })).toMatch(/94 % \(7,500\) ended with timeout\. Try: /);
  const dropping = { planned: 10_000, ok: 2_000, fail: 1_000, dropped: 7_000 };
  expect(await warning(dropping, { timeout: 1_000 })).toMatch(/88 % \(7,000\) were dropped, because .* sent\. Try: /);
});

it('does not blame the few that failed if most never ended', async () => {
  const waiting = { planned: 2_050, ok: 2_000, fail: 30, dropped: 20 };
  expect(await warning(waiting, { timeout: 30 })).toMatch(
    /2,000 of 10,000 operations .* Of the others, 99 % \(7,950\) were still waiting\. Try: /,
  );
});

it('is silent if the load was carried', async () => {
  expect(await warning({ planned: 10_000, ok: 9_900, fail: 100 }, { timeout: 100 })).toBeUndefined();
});

it.each([
  ['everything had succeeded', { planned: 4_000, ok: 4_000 }, undefined],
  ['much had failed', { planned: 4_000, ok: 2_000 }, /^Only 40\.0 %/],
  ['most was still waiting', { planned: 2_000, ok: 2_000 }, /^Only 40\.0 %/],
])(
  'warns of a load before something broke by itself only if it was not carried until then: %s',
  async (_, ended, said) => {
    const message = await warning({ planned: 10_000, ok: 4_000, dropped: 6_000 }, {}, {}, { atMs: 4_000, ended });
    if (said === undefined) expect(message).toBeUndefined();
    else expect(message).toMatch(said);
  },
);
