import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { verdicts } from '../../model/verdict.js';

/** The kinds of series. */
export const seriesNames = ['repeat', 'ab', 'compare', 'search', 'sweep', 'trend'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** One figure over the runs of a variant, in the unit of its gate metric; null if no run has it. */
export const variantFigureSchema = z.object({
  median: z.number().nullable(),
  /** The ends of the interval that contains the median: 95 % with six runs or more, the whole range with fewer. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** The runs with the same settings. */
export const seriesVariantSchema = z.object({
  name: z.string(),
  /** What it changes in the scenario: the value of each path, as written in a scenario file. */
  settings: z.record(z.string(), z.string()),
  /** The records of its runs, relative to the folder of the series; void runs are not among them. */
  runs: z.array(z.string()),
  /** By name, as written in a gate. */
  figures: z.record(z.string(), variantFigureSchema),
});
export type SeriesVariant = DeepReadonly<z.infer<typeof seriesVariantSchema>>;

/** What every kind of series saves in `series.json`. */
export const seriesSchema = z.object({
  seriesVersion: z.literal(1),
  kind: z.enum(seriesNames),
  variants: z.array(seriesVariantSchema),
  /** Of the gates, or of the comparison: a figure that is worse is a failure. */
  verdict: z.enum(verdicts),
});
export type SeriesDocument = DeepReadonly<z.infer<typeof seriesSchema>>;
