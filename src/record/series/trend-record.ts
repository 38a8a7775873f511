import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { verdicts } from '../../model/verdict.js';
import { count } from '../sections/quantities.js';
import { sideDifferenceSchema } from './comparison.js';
import { seriesSchema, seriesVariantSchema } from './series-document.js';

/** One or more runs that count as one measurement: those of a label's value, of a series, or a single run. */
const point = seriesVariantSchema.extend({
  /** The group it belongs to, by its position. */
  group: count,
  /** ISO time of its first run. */
  measuredAt: z.iso.datetime({ offset: true }),
  runIds: z.array(z.string()),
});
export type TrendPoint = DeepReadonly<z.infer<typeof point>>;

/** A point from which a figure differs from what it was before. */
const change = z.object({
  /** The position of its first point in the group. */
  at: count,
  /** The name of that point, and the id of its first run. */
  point: z.string(),
  runId: z.string(),
  direction: z.enum(['better', 'worse']),
  /** The medians of the points from the previous change to this one, and from this one to the next. */
  before: z.number(),
  after: z.number(),
  /** (after - before) / before; null if that was 0. */
  effectPercent: z.number().nullable(),
  /** From a permutation test, adjusted for the number of figures of the group. */
  pValue: z.number().min(0).max(1),
  /** What else differs between those points: settings, versions, machine; at most eight. */
  differences: z.array(sideDifferenceSchema),
});
export type TrendChange = DeepReadonly<z.infer<typeof change>>;

const figure = z.object({
  /** As written in a gate. */
  name: z.string(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  /** Of each point of the group, in order; null if missing. */
  values: z.array(z.number().nullable()),
  /** In order of time. */
  changes: z.array(change),
  /** `worse`: the latest points are worse than the best ones before them. `unknown`: too few points. */
  verdict: z.enum(['worse', 'better', 'no-change', 'unknown']),
  /** The first change for the worse since the best points; null unless it is worse. */
  worseSince: change.nullable(),
  /** One sentence. */
  reason: z.string(),
});
export type TrendFigure = DeepReadonly<z.infer<typeof figure>>;

/** The runs that ask the same question, so that their figures can be compared. */
const group = z.object({
  /** The scenario, and what distinguishes it from other groups of that name. */
  name: z.string(),
  points: count,
  figures: z.array(figure),
});
export type TrendGroup = DeepReadonly<z.infer<typeof group>>;

/** Records over time or commits, as saved in `series.json` and printed by `trend --json`. */
export const trendSchema = seriesSchema.extend({
  kind: z.literal('trend'),
  /** `date`, `label:<name>` (by its first run), or `git:<name>` (in the order of the commits that the label names). */
  order: z.string(),
  /** The points needed to find a change in the figures of a group. */
  pointsNeeded: count,
  groups: z.array(group),
  /** One per point, group by group, in order. */
  variants: z.array(point),
  /** Files that `--skip` left out, with the reason. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
  verdict: z.enum(verdicts),
});
export type TrendRecord = DeepReadonly<z.infer<typeof trendSchema>>;
