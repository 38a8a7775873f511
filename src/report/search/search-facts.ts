import type { Verdict } from '../../model/verdict.js';
import type { SearchLimit, SearchRecord, SearchResult, SearchStep } from '../../record/series/search-record.js';
import { formatDuration, formatLatency, formatRate } from '../format-figures.js';

/** The result of a search: a word for it, what was found with its uncertainty, and what that means or what to do. */
export interface SearchHeadline {
  readonly word: string;
  readonly finding: string;
  readonly meaning: string | null;
}

/** The first things to know about a search. */
export function searchHeadline(search: SearchRecord): SearchHeadline {
  const { result, steps } = search;
  const highest = `${formatRate(result.ratePerSecond)} (${trials(result)})`;
  const lowestTried = formatRate(Math.min(...steps.map(({ ratePerSecond }) => ratePerSecond)));
  switch (result.limitedBy) {
    case 'objective':
      return {
        word: 'FOUND',
        finding: `highest rate ${highest}, ± ${result.uncertaintyPercent ?? 0} %`,
        meaning: null,
      };
    case 'upper-bound':
      return {
        word: 'AT LEAST',
        finding: `${highest}, the highest rate requested`,
        meaning: 'The objectives were met at every rate. To search higher rates, use a higher --to.',
      };
    case 'lower-bound':
      return {
        word: 'NONE',
        finding: `no rate meets the objectives: even ${lowestTried}, the lowest requested, missed them`,
        meaning: 'To search lower rates, use a lower --from, or relax --objective.',
      };
    case 'generator':
      return found(result, 'the generator was the limit', {
        finding: `no rate was found: the generator was the limit even at ${lowestTried}`,
        meaning: `What the servers can do beyond that is unknown. ${lastReason(steps, 'saturated')}`,
      });
    case 'no-data':
      return found(result, 'above that, the objectives had no data', {
        finding: `no rate was found: the objectives had no data even at ${lowestTried}`,
        meaning: lastReason(steps, 'no-data'),
      });
    case 'interrupted': {
      const until = result.ratePerSecond === null ? 'no rate had held by then' : `by then, at least ${highest}`;
      return { word: 'INTERRUPTED', finding: until, meaning: null };
    }
    default:
      return result.limitedBy satisfies never;
  }
}

/** The CI verdict for a search. */
export function verdictOfSearch(limitedBy: SearchLimit): Verdict {
  if (limitedBy === 'objective' || limitedBy === 'upper-bound') return 'pass';
  return limitedBy === 'lower-bound' ? 'fail' : 'unknown';
}

/** What was searched, each a label and a text. */
export function askedRows(search: SearchRecord): readonly (readonly [label: string, text: string])[] {
  const { objectives, precisionPercent, stepMs, probe, seed, setting } = search;
  return [
    ...objectives.map((objective, index) => [index === 0 ? 'objectives' : '', objective] as const),
    ...(setting === undefined ? [] : [['setting', setting] as const]),
    ['precision', `${precisionPercent} %`],
    ['each step', `${formatDuration(stepMs)}, on a separate cluster, seed ${seed}`],
    ...(probe ? [['closed loop', formatRate(probe.throughputPerSecond)] as const] : []),
  ];
}

/** Number of inconclusive steps; null if there were none. */
export function voidSteps({ steps }: SearchRecord): string | null {
  const count = steps.filter(({ outcome }) => outcome === 'saturated' || outcome === 'no-data').length;
  if (count === 0) return null;
  const were = count === 1 ? 'steps was' : 'steps were';
  return `${count} of ${steps.length} ${were} void; a rate is given up after the third void step.`;
}

/** Why steps did not hold: reasons that differ only in their figures together, with those of the first. */
export function missedReasons({ steps }: SearchRecord): readonly string[] {
  const kinds = new Map<string, { readonly numbers: number[]; readonly reason: string }>();
  for (const [index, { outcome, reason }] of steps.entries()) {
    if (outcome === 'held') continue;
    const kind = reason.replace(/\d[\d.,]*/g, '#');
    const alike = kinds.get(kind) ?? { numbers: [], reason };
    alike.numbers.push(index + 1);
    kinds.set(kind, alike);
  }
  return [...kinds.values()].map(({ numbers, reason }) =>
    numbers.length === 1 ? `${numbers[0]}  ${reason}` : `${rangesOf(numbers)}  for example, ${reason}`,
  );
}

/** `2, 4, 8 to 25`. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first} to ${last}`)).join(', ');
}

/** One line about a finished step. */
export function stepLine({ ratePerSecond, outcome, reason, p50Us, p99Us }: SearchStep, number: number): string {
  return [
    `step ${String(number).padStart(2)}`,
    formatRate(ratePerSecond).padStart(12),
    outcome.padEnd(9),
    `p50 ${formatLatency(p50Us)}`.padEnd(11),
    `p99 ${formatLatency(p99Us)}`.padEnd(11),
    ...(outcome === 'held' ? [] : [reason]),
  ]
    .join('  ')
    .trimEnd();
}

function trials({ held, tried, lowestMissedPerSecond, uncertaintyPercent }: SearchResult): string {
  const missed = uncertaintyPercent === null ? '' : `; missed at ${formatRate(lowestMissedPerSecond)}`;
  return `held ${held} of ${tried}${missed}`;
}

function found(
  result: SearchResult,
  limit: string,
  none: { readonly finding: string; readonly meaning: string },
): SearchHeadline {
  if (result.ratePerSecond === null) return { word: 'NONE', ...none };
  const finding = `${formatRate(result.ratePerSecond)} (${trials(result)}); ${limit}`;
  return { word: 'AT LEAST', finding, meaning: none.meaning };
}

function lastReason(steps: SearchRecord['steps'], outcome: SearchStep['outcome']): string {
  const reason = steps.findLast((step) => step.outcome === outcome)?.reason ?? '';
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
}
