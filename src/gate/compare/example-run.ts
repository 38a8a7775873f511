import type { RunRecord } from '../../record/run-record.js';
import type { ExampleRun } from '../../record/series/example-run.js';

/** A run that represents several: preferably a complete one that was not saturated. Undefined if none has an answer. */
export function exampleRun(records: readonly RunRecord[]): ExampleRun | undefined {
  const answered = records.flatMap(({ run, saturation, answer }) =>
    answer === undefined ? [] : [{ run, isSound: !saturation.saturated && !run.interrupted, answer }],
  );
  const chosen = answered.find(({ isSound }) => isSound) ?? answered[0];
  return chosen && { runId: chosen.run.id, ...chosen.answer };
}
