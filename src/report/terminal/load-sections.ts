import type { RunRecord } from '../../record/run-record.js';
import { errorsLine, errorTexts } from '../facts/error-texts.js';
import { readsLine } from '../facts/hit-rate.js';
import { latencyFigures } from '../facts/latency-figures.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { stepFigures } from '../facts/step-figures.js';
import { labelled, type Page, remark, section, table } from './page.js';

/** What was done and how fast: the phases side by side, then the percentiles of each operation. */
export function loadSections(page: Page, record: RunRecord): readonly string[] {
  if (record.phases.length === 0) return section(page, 'LOAD', ['Nothing was measured.']);
  const phases = phaseFigures(record);
  const latency = latencyFigures(record);
  const steps = stepFigures(record);
  const { totals } = record;
  return [
    ...section(page, 'LOAD', [
      ...table(page, phases.head, phases.rows),
      '',
      ...labelled(page, [
        ['errors', errorsLine(totals.errors)],
        ...errorTexts(record).map(([errorClass, text], index): readonly [string, string] => [
          index === 0 ? 'message from the server' : '',
          `${errorClass}: ${text}`,
        ]),
        ['reads', readsLine(totals)],
      ]),
    ]),
    ...(steps === null ? [] : section(page, 'STEPS', table(page, steps.head, steps.rows))),
    ...section(page, 'LATENCY', [...table(page, latency.head, latency.rows), '', ...remark(page, latency.meaning)]),
  ];
}
