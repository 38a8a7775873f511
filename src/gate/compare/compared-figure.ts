import type { RunRecord } from '../../record/run-record.js';
import type { Subject } from '../gate.js';
import type { Reading } from '../reading.js';
import type { GateUnit } from '../selection.js';

/** One compared figure of a run. */
export interface ComparedFigure {
  /** As written in a gate: `response_time.p99 during steady`. */
  readonly name: string;
  readonly unit: GateUnit;
  readonly better: 'lower' | 'higher';
  /** If the generator was the limit, the value is only a bound and is not compared. */
  readonly ofSpeed: boolean;
  /** The corresponding gate subject; null: there is no such gate. */
  readonly subject: Subject | null;
  read(record: RunRecord): Reading;
}
