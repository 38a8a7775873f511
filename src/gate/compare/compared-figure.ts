import type { RunRecord } from '../../model/run-record.js';
import type { Subject } from '../gate.js';
import type { Reading } from '../reading.js';
import type { GateUnit } from '../selection.js';

/** One figure of a run that is compared. */
export interface ComparedFigure {
  /** As a gate writes it: `response_time.p99 during steady`. */
  readonly name: string;
  readonly unit: GateUnit;
  readonly better: 'lower' | 'higher';
  /** A bound and no figure to compare when the generator was the limit. */
  readonly ofSpeed: boolean;
  /** What gates know it as; null: none asks for it. */
  readonly subject: Subject | null;
  read(record: RunRecord): Reading;
}
