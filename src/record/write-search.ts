import { z } from 'zod';
import { type SearchRecord, searchLimits, stepOutcomes } from '../model/search-record.js';
import { writeDocument } from './write-document.js';

const rate = z.number().positive();
const count = z.int().nonnegative();
const latencyUs = count.nullable();

/** The schema of search.json. Source of the fields: `SearchRecord`. */
export const searchSchema = z.object({
  searchVersion: z.literal(1),
  id: z.string().min(1),
  scenario: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  command: z.array(z.string()),
  seed: z.int(),
  objectives: z.array(z.string()).min(1),
  unit: z.string(),
  precisionPercent: z.number().positive(),
  stepMs: z.number().positive(),
  probe: z
    .object({ throughputPerSecond: z.number().nonnegative().nullable(), recordPath: z.string().nullable() })
    .nullable(),
  steps: z.array(
    z.object({
      ratePerSecond: rate,
      outcome: z.enum(stepOutcomes),
      reason: z.string(),
      figure: z.number().nullable(),
      p50Us: latencyUs,
      p99Us: latencyUs,
      recordPath: z.string().nullable(),
    }),
  ),
  result: z.object({
    ratePerSecond: rate.nullable(),
    uncertaintyPercent: z.number().nonnegative().nullable(),
    lowestMissedPerSecond: rate.nullable(),
    held: count,
    tried: count,
    limitedBy: z.enum(searchLimits),
  }),
}) satisfies z.ZodType<SearchRecord>;

/** Saves a search as `<folder>/search.json` and returns its path. Throws `InternalError` for one that violates its schema. */
export function writeSearch(search: SearchRecord, folder: string): Promise<string> {
  return writeDocument(search, searchSchema, folder, 'search.json');
}
