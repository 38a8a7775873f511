import type { RunRecord } from '../../model/run-record.js';
import { errorFigures } from '../facts/error-figures.js';
import { errorsLine } from '../facts/errors-line.js';
import { chartBlock, type Section, tableBlock } from './blocks.js';
import { chartIds } from './charts/chart-data.js';
import { html } from './markup.js';

/** The classes of errors over time, and by phase in figures. */
export function errorsSection(record: RunRecord): Section {
  const figures = errorFigures(record);
  return {
    id: 'errors',
    title: 'Errors',
    content:
      figures.rows.length === 0
        ? html`<p>No operation ended with an error.</p>`
        : [
            chartBlock(
              chartIds.errors,
              'Errors a second, by class, one upon the other',
              `In all: ${errorsLine(record.totals.errors)}.`,
            ),
            tableBlock({ caption: 'Errors by class and phase', ...figures, figures: 'but-first' }),
          ],
  };
}
