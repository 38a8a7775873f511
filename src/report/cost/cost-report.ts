import type { CostRecord } from '../../record/sections/cost.js';
import { breakEvenSentences, costHead, costLoad, costNotes, costRows } from '../facts/cost.js';
import { labelled, pageFor, section, table, wrapText } from '../terminal/page.js';

const longestModel = 22;

interface CostPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Products without prices, and why. */
  readonly unpriced: string;
}

/** What a load costs, product by product; 80 to 120 columns. */
export function renderCost(cost: CostRecord, { unpriced, ...options }: CostPage): string {
  const page = pageFor(options);
  const lines = [
    ...section(page, 'LOAD', labelled(page, costLoad(cost))),
    ...section(page, 'COST', table(page, costHead, costRows(cost))),
    ...section(page, 'BREAKDOWN', labelled(page, costNotes(cost), longestModel)),
    ...section(
      page,
      'BREAK-EVEN',
      breakEvenSentences(cost).flatMap((text) => wrapText(text, page.columns - 2)),
    ),
    ...section(page, 'NOT PRICED', wrapText(`${unpriced}.`, page.columns - 2)),
  ];
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}
