import { compareRuns } from '../../gate/compare/compare-runs.js';
import type { ComparisonOptions } from '../../gate/compare/comparison-options.js';
import type { Comparison } from '../../record/series/comparison.js';
import type { ExperimentRequest } from '../../run/measured.js';
import { ab } from '../compare/comparison-kind.js';
import type { RunsOutcome, Series } from '../series.js';
import { settingsOf } from '../settings-of.js';
import { mostReplacements, voidReason } from '../void-run.js';

/** One of the two compared variants: its settings, and its run in each round. */
interface Variant {
  readonly label: string;
  /** `path=value` settings of the scenario. */
  readonly set: readonly string[];
  /** As many as the other variant has. */
  readonly requests: readonly ExperimentRequest[];
}

/**
 * Two variants in rounds (A B, B A, A B, ...), compared in pairs: machine drift affects both alike, and neither always runs
 * second. Records are in `<folder>/a` and `<folder>/b`.
 */
export function alternate(
  base: Variant,
  changed: Variant,
  options: Pick<ComparisonOptions, 'figures' | 'ignoredShare' | 'detectShare'>,
): Series<Comparison> {
  const sides = { a: base, b: changed };
  const order = base.requests.flatMap((_, round): ('a' | 'b')[] => (round % 2 === 0 ? ['a', 'b'] : ['b', 'a']));
  return {
    kind: ab,
    next({ length }) {
      const name = order[length];
      const request = name && sides[name].requests[Math.floor(length / 2)];
      if (name === undefined || request === undefined) return null;
      return {
        variant: { name, settings: settingsOf(sides[name].set) },
        title: `${name.toUpperCase()} (${length + 1} of ${order.length})`,
        subfolder: name,
        request: async () => request,
      };
    },
    replacement: {
      most: mostReplacements(order.length),
      voidReason: (record) => voidReason(record, options.figures),
    },
    summarize: (outcome) => compared(sides, order.length, outcome, options),
  };
}

function compared(
  sides: Readonly<Record<'a' | 'b', Variant>>,
  asked: number,
  { counted, replaced }: RunsOutcome,
  options: Pick<ComparisonOptions, 'figures' | 'ignoredShare' | 'detectShare'>,
): Comparison {
  const runsOf = (name: 'a' | 'b') => ({
    label: sides[name].label,
    records: counted.flatMap(({ variant, record }) => (variant.name === name ? [record] : [])),
  });
  return {
    ...compareRuns(runsOf('a'), runsOf('b'), { ...options, paired: true, allowDifferent: true }),
    replaced,
    interrupted: counted.length < asked || counted.some(({ record }) => record.run.interrupted),
  };
}
