import type { SweepCell, SweepRecord } from '../../../record/series/sweep-record.js';
import { verdictWords } from '../../facts/headline.js';
import { quotedCommand } from '../../facts/repeat-command.js';
import { formatInUnit } from '../../format-figures.js';
import type { SeriesAbout } from '../../series/series-report.js';
import {
  cellHead,
  cellReasons,
  cellRemarks,
  cellRows,
  figureLabel,
  intervalRemark,
  intervalText,
  sweepAnswer,
  sweepHeadline,
  sweepRows,
} from '../../sweep/sweep-facts.js';
import { factList, folded, type Section, tableBlock, verdictBlock } from '../blocks.js';
import { commandBlock } from '../closing-sections.js';
import { type Content, html } from '../markup.js';
import { lineColours } from '../page/palette.js';
import { intervalRowsStill } from '../stills/interval-rows.js';
import { seriesPage } from './series-page.js';

/** A sweep as a page: the table of cells, each figure of all cells with its intervals, and the gates. */
export function sweepPage(sweep: SweepRecord, about: SeriesAbout): string {
  const { word, basis } = sweepHeadline(sweep);
  return seriesPage(
    {
      verdict: sweep.verdict,
      word,
      scenario: `${sweep.scenario}, swept`,
      sentences: [...sweepAnswer(sweep), basis],
      sections: [
        cells(sweep),
        figures(sweep),
        gates(sweep),
        { id: 'varied', title: 'Varied settings', content: factList(sweepRows(sweep)) },
        records(sweep),
        { id: 'repeat', title: 'Repeat it', content: commandBlock(quotedCommand(sweep.command)) },
      ],
    },
    about,
  );
}

function cells(sweep: SweepRecord): Section {
  const [head, rows] = [cellHead(sweep), cellRows(sweep)];
  const last = head.length - 1;
  const axes = sweep.axes.length;
  const remarks = cellRemarks(sweep);
  return {
    id: 'cells',
    title: 'Cells',
    content: [
      tableBlock({
        caption: intervalRemark,
        head,
        rows: rows.map((cellsOfRow, row) =>
          cellsOfRow.map((text, column) => (column === last ? verdictOf(sweep.variants[row], text) : text)),
        ),
        figures: head.map((_, column) => column).filter((column) => column >= axes && column < last),
      }),
      remarks.map((text) => html`<p class="quiet">${text}.</p>`),
    ],
  };
}

function verdictOf(cell: SweepCell | undefined, text: string): Content {
  return cell === undefined || cell.runs.length === 0 ? text : verdictBlock(cell.verdict, text);
}

const noData = { median: null, low: null, high: null, isLowerBound: false, values: [] as readonly (number | null)[] };

function figures({ figures, variants, axes }: SweepRecord): Section {
  const first = axes[0]?.values ?? [];
  return {
    id: 'figures',
    title: 'Figures',
    content: [
      html`<p class="quiet">Large points are medians, small ones runs; bars are the 95 % interval of the median, or with fewer than six runs their range. An arrow means at least: it was not over when a run ended.</p>`,
      figures.map(({ name, unit }) => {
        const rows = variants.map((cell) => ({
          label: cell.name,
          colour: lineColours[first.indexOf(cell.values[0] ?? '') % lineColours.length] ?? 'chart-1',
          ...(cell.figures[name] ?? noData),
        }));
        const known = rows.flatMap(({ values }) => values.filter((value) => value !== null));
        const summary = variants.map((cell) => `${cell.name} ${intervalText(cell.figures[name], unit)}`).join('; ');
        return html`<figure class="chart runs">
<figcaption>${figureLabel(name) === name ? null : `${figureLabel(name)} `}<code>${name}</code></figcaption>
${picture({ unit, rows }, known, `${name}: ${summary}`)}</figure>
`;
      }),
    ],
  };
}

function picture(plot: Parameters<typeof intervalRowsStill>[0], known: readonly number[], label: string): Content {
  const [value] = known;
  if (value === undefined) return html`<p class="why">No run has this figure.</p>`;
  if (known.every((other) => other === value) && !plot.rows.some(({ isLowerBound }) => isLowerBound))
    return html`<p class="why">${formatInUnit(value, plot.unit)} in every run.</p>`;
  return intervalRowsStill(plot, label);
}

function gates(sweep: SweepRecord): Section {
  const reasons = cellReasons(sweep);
  return {
    id: 'gates',
    title: 'Gates',
    content: [
      reasons.length === 0
        ? html`<p>Every gate passed in every cell that was run.</p>`
        : html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`,
      folded(
        'Every gate of every cell',
        tableBlock({
          caption: 'Each gate over all runs of a cell, judged by one of them',
          captionSeen: false,
          head: ['cell', 'gate', 'verdict', 'why'],
          rows: sweep.variants.flatMap(({ name, gates }) =>
            gates.map(({ expression, verdict, explanation }) => [
              name,
              html`<code>${expression}</code>`,
              verdictBlock(verdict, verdictWords[verdict]),
              explanation,
            ]),
          ),
        }),
      ),
    ],
  };
}

function records({ variants }: SweepRecord): Section {
  return {
    id: 'records',
    title: 'Records',
    content: folded(
      'The record of every run',
      tableBlock({
        caption: 'The record of every run',
        captionSeen: false,
        head: ['cell', 'record'],
        rows: variants.flatMap(({ name, runs }) => runs.map((path) => [name, html`<code>${path}</code>`])),
      }),
    ),
  };
}
