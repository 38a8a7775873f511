import type { ComparedFigure } from '../../gate/compare/compared-figure.js';
import type { SweepRecord } from '../../record/series/sweep-record.js';
import type { ExperimentRequest } from '../../run/measured.js';
import type { GridCell } from '../../scenario/sweep-grid.js';
import type { Series } from '../series.js';
import { settingsOf } from '../settings-of.js';
import { mostReplacements, voidReason } from '../void-run.js';
import { type SweepAbout, summarizeSweep } from './summarize-sweep.js';
import { sweep } from './sweep-kind.js';

interface Grid {
  readonly about: Omit<SweepAbout, 'id' | 'startedAt'>;
  readonly cells: readonly GridCell[];
  /** Empty: the default columns. */
  readonly figures: readonly ComparedFigure[];
  /** By cell, then by repetition. */
  readonly requests: readonly (readonly ExperimentRequest[])[];
}

/**
 * The runs of a grid. Each repetition runs every cell once, every other one in reverse order, so that a drift of the machine
 * affects all cells alike. The records of a cell are in a folder of its own.
 */
export function runGrid({ about, cells, figures, requests }: Grid): Series<SweepRecord> {
  const total = cells.length * about.repeat;
  return {
    kind: sweep,
    next({ length }) {
      const repetition = Math.floor(length / cells.length);
      const position = length % cells.length;
      const index = repetition % 2 === 0 ? position : cells.length - 1 - position;
      const cell = cells[index];
      const request = requests[index]?.[repetition];
      if (cell === undefined || request === undefined) return null;
      return {
        variant: { name: cell.name, settings: settingsOf(cell.set) },
        title: `${cell.name} (${length + 1} of ${total})`,
        subfolder: folderName(index, cell),
        request: async () => request,
      };
    },
    replacement: { most: mostReplacements(total), voidReason: (record) => voidReason(record, figures) },
    summarize: (outcome, { id, startedAt }) =>
      summarizeSweep({ ...about, id, startedAt: startedAt.toISOString() }, cells, figures, outcome),
  };
}

const longestName = 80;

/** `03-wait-1-5ms`. */
function folderName(index: number, { values }: GridCell): string {
  const words = values.map((value) => value.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, ''));
  return `${String(index + 1).padStart(2, '0')}-${words.join('-')}`.slice(0, longestName);
}
