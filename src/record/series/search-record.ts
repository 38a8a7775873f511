import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { count, latencyUs } from '../sections/quantities.js';

const rate = z.number().positive();

/** One run at one rate. */
const step = z.object({
  ratePerSecond: rate,
  /**
   * How it ended: all objectives `held`; one was `missed`; the generator was `saturated`, so that the step proves nothing;
   * there was `no-data` to judge; or it was `interrupted`.
   */
  outcome: z.enum(['held', 'missed', 'saturated', 'no-data', 'interrupted']),
  /** Why, in one sentence. */
  reason: z.string(),
  /** The figure of the first objective, in the unit of the search; null without data. */
  figure: z.number().nullable(),
  /** Response time over the step; null if nothing was measured, and an upper bound if the generator was the limit. */
  p50Us: latencyUs.nullable(),
  p99Us: latencyUs.nullable(),
  /** Relative to the folder of the search; null if the step ended before it had a record. */
  recordPath: z.string().nullable(),
});
export type SearchStep = DeepReadonly<z.infer<typeof step>>;

const result = z.object({
  /** The highest rate that meets every objective; null if none was found. */
  ratePerSecond: rate.nullable(),
  /** Distance to the lowest missed rate above it; null if none was missed there. */
  uncertaintyPercent: z.number().nonnegative().nullable(),
  /** The lowest rate confirmed to miss an objective; null if there was none. */
  lowestMissedPerSecond: rate.nullable(),
  /** Conclusive steps at the result's rate: how many held, and how many there were. */
  held: count,
  tried: count,
  /**
   * What ended the search: the `objective` was missed above the result; the result holds at the requested `upper-bound`; the
   * objective was missed even at the `lower-bound`; the `generator` was the limit; `no-data`; or it was `interrupted`.
   */
  limitedBy: z.enum(['objective', 'upper-bound', 'lower-bound', 'generator', 'no-data', 'interrupted']),
});
export type SearchResult = DeepReadonly<z.infer<typeof result>>;
export type SearchLimit = SearchResult['limitedBy'];

/** A complete search, as saved in `search.json`. */
export const searchSchema = z.object({
  searchVersion: z.literal(1),
  id: z.string().min(1),
  scenario: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  command: z.array(z.string()),
  seed: z.int(),
  /** Gate expressions, all of which a step must meet; `figure` belongs to the first. */
  objectives: z.array(z.string()).min(1),
  /** Of `figure`: `us`, `ms`, `perSecond`, `ratio`, `count`. */
  unit: z.string(),
  /** What was run, apart from the rate, in one line; absent in old files, and if no step has a record. */
  setting: z.string().exactOptional(),
  precisionPercent: z.number().positive(),
  stepMs: z.number().positive(),
  /** The closed-loop throughput, used to choose the first rate; null if one was given. */
  probe: z
    .object({ throughputPerSecond: z.number().nonnegative().nullable(), recordPath: z.string().nullable() })
    .nullable(),
  steps: z.array(step),
  result,
});
export type SearchRecord = DeepReadonly<z.infer<typeof searchSchema>>;
