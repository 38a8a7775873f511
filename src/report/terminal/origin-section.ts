import type { RunRecord } from '../../record/run-record.js';
import { originName } from '../facts/origin-name.js';
import { originRows } from '../facts/origin-rows.js';
import { labelled, type Page, section } from './page.js';

/** What the database or API behind the cache had to handle; empty without one. */
export function originSection(page: Page, { origin }: RunRecord): readonly string[] {
  if (!origin) return [];
  return section(page, `BEHIND THE CACHE: ${originName(origin)}`, labelled(page, originRows(origin)));
}
