import { type SearchRecord, searchSchema } from './series/search-record.js';
import { writeDocument } from './write-document.js';

/** Saves a search as `<folder>/search.json` and returns its path. Throws `InternalError` for one that violates its schema. */
export function writeSearch(search: SearchRecord, folder: string): Promise<string> {
  return writeDocument(search, searchSchema, folder, 'search.json');
}
