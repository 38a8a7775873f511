import type { RunRecord } from '../../record/run-record.js';
import { applicationRows, layerHead, layerRows, outputRows } from '../facts/application-rows.js';
import { labelled, type Page, section, table, wrapText } from './page.js';

/** The program in front of the cache, and what it printed; empty without one. */
export function applicationSection(page: Page, { application }: RunRecord): readonly string[] {
  if (!application) return [];
  const layers = layerRows(application);
  return section(page, 'APPLICATION', [
    ...labelled(page, applicationRows(application)),
    ...(layers.length === 0 ? [] : ['', ...table(page, layerHead, layers)]),
    ...(application.output.length === 0 ? [] : ['', 'Its output around faults and exits:']),
    ...outputRows(application).flatMap(([at, text]) => wrapText(`${at}  ${text}`, page.columns - 2)),
  ]);
}
